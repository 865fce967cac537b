# Rules of the language only: the ruleset for AWS is a download of its own and is left to you.
plugin "terraform" {
  enabled = true
  preset  = "all"
}

# Resources are grouped by what they are for, not into main.tf.
rule "terraform_standard_module_structure" {
  enabled = false
}
