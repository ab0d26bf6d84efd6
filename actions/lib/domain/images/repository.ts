/** `registry.example.com:5000/a/b:1@sha256:…` without tag and digest. */
export function repositoryOf(image: string): string {
  const [named = ""] = image.split("@", 1);
  return named.replace(/:[^/:]*$/, "");
}
