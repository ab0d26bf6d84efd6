/** GitHub's GraphQL documents: what its REST API cannot say, or only with one call for each pull request. */

/** Aliases, because GraphQL has no lookup of several pull requests by number. */
export function standingsQuery(numbers: readonly number[]): string {
  const pulls = numbers.map((number) => `    p${number}: pullRequest(number: ${number}) { ...Standing }`);
  return `query Standings($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
${pulls.join("\n")}
  }
}
fragment Standing on PullRequest {
  number
  headRefOid
  mergeable
  mergeStateStatus
  latestOpinionatedReviews(first: 100, writersOnly: true) {
    nodes { state author { login } commit { oid } }
  }
  commits(last: 1) {
    nodes { commit { oid status { contexts { context state description targetUrl createdAt creator { __typename login } } } } }
  }
}`;
}

/** REST has no /user for an App's installation. */
export const viewerQuery = "query Viewer { viewer { login } }";

/** REST does not say which comments are the token's own: an App's installation has no /user. */
export const commentsQuery = `query Comments($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      comments(first: 100, after: $after) {
        nodes { databaseId body viewerDidAuthor }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

export const commitMutation = `mutation CommitOnBranch($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) {
    commit { oid }
  }
}`;
