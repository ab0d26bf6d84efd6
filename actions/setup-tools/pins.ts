/**
 * Which version of which tool, from where, and what the download must be: the one place to change. The sums are those
 * the projects publish with their releases; `pins.test.ts` holds the versions to those the local platform builds.
 */

export interface Download {
  readonly url: string;
  /** Of what is downloaded, archive or binary. */
  readonly sha256: string;
  /** Path of the binary inside the archive; absent: what is downloaded is the binary. */
  readonly member?: string;
}

export interface Pin {
  readonly version: string;
  /** Arguments that make it print its version. */
  readonly ask: readonly string[];
  /** By `<process.platform>-<process.arch>`. */
  readonly downloads: Readonly<Record<string, Download>>;
}

export type Pins = Readonly<Record<string, Pin>>;

const helm = (platform: string, sha256: string): Download => ({
  url: `https://get.helm.sh/helm-v4.2.1-${platform}.tar.gz`,
  sha256,
  member: `${platform}/helm`,
});

const kustomize = (platform: string, sha256: string): Download => ({
  url: `https://github.com/kubernetes-sigs/kustomize/releases/download/kustomize%2Fv5.8.1/kustomize_v5.8.1_${platform}.tar.gz`,
  sha256,
  member: "kustomize",
});

const crane = (platform: string, sha256: string): Download => ({
  url: `https://github.com/google/go-containerregistry/releases/download/v0.22.1/go-containerregistry_${platform}.tar.gz`,
  sha256,
  member: "crane",
});

const cosign = (platform: string, sha256: string): Download => ({
  url: `https://github.com/sigstore/cosign/releases/download/v2.6.4/cosign-${platform}`,
  sha256,
});

// trivy's releases v0.69.4 to v0.69.6 were malicious (GHSA-69fq-xp46-6x23): the sum is what makes this one the one that was looked at.
const trivy = (platform: string, sha256: string): Download => ({
  url: `https://github.com/aquasecurity/trivy/releases/download/v0.74.0/trivy_0.74.0_${platform}.tar.gz`,
  sha256,
  member: "trivy",
});

export const pins: Pins = {
  helm: {
    version: "4.2.1",
    ask: ["version", "--short"],
    downloads: {
      "linux-x64": helm("linux-amd64", "479dca836e5b45e8bd222400c5591b0e3a647378f03ff96597180db97c17fdae"),
      "linux-arm64": helm("linux-arm64", "596b9a73d366c1e72ce67d595c22805480e30914593aafbc9f547694e72814db"),
      "darwin-x64": helm("darwin-amd64", "2a21c9f368d608bcf6eb794ebc06514eb6b529a846b60fe4a43dea7bcce65228"),
      "darwin-arm64": helm(
        "darwin-arm64",
        "896472d2ec0740c60f64a9df0fc30d478beee38a1a2a6ed91aa6e6ee177c1575",
      ),
    },
  },
  kustomize: {
    version: "5.8.1",
    ask: ["version"],
    downloads: {
      "linux-x64": kustomize(
        "linux_amd64",
        "029a7f0f4e1932c52a0476cf02a0fd855c0bb85694b82c338fc648dcb53a819d",
      ),
      "linux-arm64": kustomize(
        "linux_arm64",
        "0953ea3e476f66d6ddfcd911d750f5167b9365aa9491b2326398e289fef2c142",
      ),
      "darwin-x64": kustomize(
        "darwin_amd64",
        "ee7cf0c1e3592aa7bb66ba82b359933a95e7f2e0b36e5f53ed0a4535b017f2f8",
      ),
      "darwin-arm64": kustomize(
        "darwin_arm64",
        "8886f8a78474e608cc81234f729fda188a9767da23e28925802f00ece2bab288",
      ),
    },
  },
  crane: {
    version: "0.22.1",
    ask: ["version"],
    downloads: {
      "linux-x64": crane("Linux_x86_64", "0ab7a1d6932a213aed964ce97666c3077fe691c8606413674a8b3e0b9ec4cda0"),
      "linux-arm64": crane("Linux_arm64", "898c0cff975f898a33e8c4580bdafb0e7c02c7faa33374e946762f97c4ab7110"),
      "darwin-x64": crane(
        "Darwin_x86_64",
        "6fedd06a648c11335f0e8b9547e4783002c30e9336047fec292942cd518bb799",
      ),
      "darwin-arm64": crane(
        "Darwin_arm64",
        "2231fc8df8806d20d680ff1225db44e095a55dd6ac1ae8eced4faf4b278b78fb",
      ),
    },
  },
  cosign: {
    version: "2.6.4",
    ask: ["version"],
    downloads: {
      "linux-x64": cosign("linux-amd64", "309779b0c4e409186b0a80daba99041fe2cf65a920ce645013901df6211895a9"),
      "linux-arm64": cosign(
        "linux-arm64",
        "df408e5418129306fed7349ec46e27be0445d05c5127c07f435e9a566af67593",
      ),
      "darwin-x64": cosign(
        "darwin-amd64",
        "ec648fddfedf1dad59dff9fbab177284a618204e03126ea37a87ab3cec4e7cb1",
      ),
      "darwin-arm64": cosign(
        "darwin-arm64",
        "b2987c1b55a1e2735c59ac5c3e140acbf7ba5c1ed0cc07dbbf1b85676595237e",
      ),
    },
  },
  trivy: {
    version: "0.74.0",
    ask: ["--version"],
    downloads: {
      "linux-x64": trivy("Linux-64bit", "2ae6fe3ee734b7fdf11335663e18c75ea12dccc76062f09f164a3b0f8be4371a"),
      "linux-arm64": trivy("Linux-ARM64", "b94ce1976bbf3c15b514b605ee88be7c6d94a29be2302847ff01cb794d47aad5"),
      "darwin-x64": trivy("macOS-64bit", "472816f6888dda689d075c30254d4210b4d1035acf365aa72332f584c2f60485"),
      "darwin-arm64": trivy(
        "macOS-ARM64",
        "1caada5e0e2091909357c7525d3aa76f4b660b13821bc143b190c7483e31cc11",
      ),
    },
  },
};
