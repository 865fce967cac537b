# Needs no provider: `terraform init && terraform test`.

run "keeps_a_short_name" {
  command = plan

  variables {
    organisation = "big-corp"
  }

  assert {
    condition     = output.prefix == "big-corp" && output.crossplane_role == "big-corp-crossplane-aws"
    error_message = "A name that AWS takes must stay as it is."
  }
}

run "lowers_the_case" {
  command = plan

  variables {
    organisation = "Acme-Corp"
  }

  assert {
    condition     = output.prefix == "acme-corp"
    error_message = "Owners that differ in case are the same: no hash."
  }
}

run "takes_a_group_of_a_group" {
  command = plan

  variables {
    organisation = "infra/clusters"
  }

  assert {
    condition     = output.prefix == "infra-clust-${substr(sha256("infra/clusters"), 0, 6)}"
    error_message = "A group must become a name that AWS takes, with a hash."
  }
}

run "tells_apart_what_looks_alike" {
  command = plan

  variables {
    organisation = "infra.clusters"
  }

  assert {
    condition     = output.prefix != "infra-clust-${substr(sha256("infra/clusters"), 0, 6)}"
    error_message = "Two owners must not have the same names."
  }
}

run "shortens_a_long_name" {
  command = plan

  variables {
    organisation = "Acme-Corp-International-Holdings"
  }

  assert {
    condition     = length(output.prefix) <= 18 && can(regex("^acme-corp-i-[0-9a-f]{6}$", output.prefix))
    error_message = "The name must fit, with a hash."
  }
}

run "keeps_eighteen_characters" {
  command = plan

  variables {
    organisation = "platform-a-of-acme"
  }

  assert {
    condition     = output.prefix == "platform-a-of-acme"
    error_message = "A name of 18 characters must stay as it is."
  }
}

run "starts_with_a_digit" {
  command = plan

  variables {
    organisation = "3m_"
  }

  assert {
    condition     = can(regex("^3m-[0-9a-f]{6}$", output.prefix))
    error_message = "AWS takes names that start with a digit."
  }
}

run "refuses_what_is_no_owner" {
  command = plan

  variables {
    organisation = "acme corp"
  }

  expect_failures = [var.organisation]
}
