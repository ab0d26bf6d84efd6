import { commentsQuery, commitMutation, standingsQuery } from "@slipway/lib/io/forge/github-queries.ts";
import { expect, test } from "vitest";
import { documentFaults } from "./graphql-document.ts";

test.each([
  ["Standings", standingsQuery([1, 22])],
  ["Comments", commentsQuery],
  ["CommitOnBranch", commitMutation],
])("%s asks only what GitHub's schema has", (_name, text) => {
  expect(documentFaults(text)).toEqual([]);
});

test.each([
  ["a field", "mergeable", "isMergeable", "PullRequest has no field isMergeable"],
  [
    "an argument",
    "writersOnly",
    "onlyWriters",
    "PullRequest.latestOpinionatedReviews has no argument onlyWriters",
  ],
  ["a field of a nested type", "login", "name", "Actor has no field name"],
  ["a selection left out", "author { login }", "author", "PullRequestReview.author needs a selection"],
])("a planted mistake is found: %s", (_name, from, to, fault) => {
  expect(documentFaults(standingsQuery([1]).replace(from, to))).toContain(fault);
});
