import { Claim, ClaimType } from '../Claim';
import { createClaim } from '../renderClaim';
/** An XRD with everything that the checks of a claim look at. */
export const XRD = `
apiVersion: apiextensions.crossplane.io/v2
kind: CompositeResourceDefinition
metadata:
  name: workerclusters.platform.example.org
spec:
  scope: Namespaced
  group: platform.example.org
  names: {kind: WorkerCluster, plural: workerclusters}
  versions:
    - name: v1alpha1
      served: true
      referenceable: true
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            spec:
              type: object
              required: [environment, region, owner, kubernetesVersion, nodes]
              x-kubernetes-validations:
                - {rule: "self.region == oldSelf.region", message: region is immutable}
              properties:
                environment: {type: string, enum: [dev, staging, prod]}
                region: {type: string, enum: [eu-west-1, us-east-1]}
                owner: {type: string, maxLength: 200}
                kubernetesVersion: {type: string, pattern: '^1\\.(3[2-9]|4[0-9])$'}
                nodes:
                  type: object
                  required: [size, min, max]
                  x-kubernetes-validations:
                    - {rule: "self.min <= self.max", message: min must not exceed max}
                  properties:
                    size: {type: string, enum: [small, medium, large]}
                    min: {type: integer, minimum: 1}
                    max: {type: integer, maximum: 50}
`;

/** A claim from a name, an environment and the fields of its spec, all in one. */
export function flatClaim(
  input: { name: string; environment: string; requestedBy?: string } & Record<
    string,
    unknown
  >,
  type?: ClaimType,
): Claim {
  const { name, environment, requestedBy, ...spec } = input;
  return createClaim({ name, environment, requestedBy, spec }, type);
}
