#!/usr/bin/env bash
# Posts the review on the pull request, or replaces the one that an earlier run posted.
# That this is not allowed (a change from a fork) does not fail the job.
set -euo pipefail

number=$("$RUNNER_TEMP/steelyard/bin/python" -I -c '
import json, sys
event = json.load(open(sys.argv[1], encoding="utf-8"))
print(int((event.get("pull_request") or {}).get("number") or 0))
' "$GITHUB_EVENT_PATH")
if [[ $number == 0 ]]; then
  echo "This is no pull request: the review is in the job's summary."
  exit 0
fi

# Only a bot's comment: what somebody else wrote could be changed by them afterwards.
mine='.[] | select(.user.type == "Bot")
  | select(.body | startswith("<!-- steelyard review -->")) | .id'
comments="repos/$GITHUB_REPOSITORY/issues/$number/comments"
post() {
  local id
  id=$(gh api --paginate "$comments?per_page=100" --jq "$mine" | tail -n 1) || return 1
  if [[ -n $id ]]; then
    gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" \
      -F "body=@$STEELYARD_REVIEW"
  elif ! grep -q '^## steelyard review: no configuration changed$' "$STEELYARD_REVIEW"; then
    gh api --silent --method POST "$comments" -F "body=@$STEELYARD_REVIEW"
  fi
}
post || echo "::warning title=steelyard::the comment could not be posted; the token needs pull-requests: write"
