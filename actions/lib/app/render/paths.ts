export function targetPath(environment: string, service: string): string {
  return `environments/${environment}/${service}`;
}

export function overlayPath(environment: string, service: string): string {
  return `${targetPath(environment, service)}/kustomization.yaml`;
}
