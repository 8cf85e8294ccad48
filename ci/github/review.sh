#!/usr/bin/env bash
# Reviews the change of the checkout the job stands in. What the workflow sets comes in
# variables and goes on in quoted words: nothing in it is ever run.
set -euo pipefail

review=$RUNNER_TEMP/steelyard-review.md
said=$RUNNER_TEMP/steelyard-said.txt
options=(--format github --write markdown "$review" "--fail-on=${STEELYARD_FAIL_ON:-error}")
[[ -z ${STEELYARD_BASE:-} ]] || options+=("--base=$STEELYARD_BASE")
[[ -z ${STEELYARD_ROOT:-} ]] || options+=("--root=$STEELYARD_ROOT")
[[ -z ${STEELYARD_POLICY:-} ]] || options+=("--policy=$STEELYARD_POLICY")
[[ -z ${STEELYARD_SARIF:-} ]] || options+=(--write sarif "$STEELYARD_SARIF")
paths=()
# An empty array counts as unset in the bash of macOS.
while IFS= read -r line; do
  [[ -z $line ]] || paths+=("$line")
done <<<"${STEELYARD_PATHS:-}"

rm -f -- "$review"
code=0
"$RUNNER_TEMP/steelyard/bin/steelyard" review "${options[@]}" -- ${paths[@]+"${paths[@]}"} 2>"$said" || code=$?
cat -- "$said" >&2
if [[ ! -s $review ]]; then
  code=2
  {
    printf '<!-- steelyard review -->\n## steelyard review: the question could not be answered\n\n'
    sed 's/^/    /' "$said"
  } >"$review"
  printf '::error title=steelyard::%s\n' "$(head -n 1 "$said" | sed 's/%/%25/g')"
fi
cat -- "$review" >>"$GITHUB_STEP_SUMMARY"
printf 'exit-code=%s\nreview=%s\n' "$code" "$review" >>"$GITHUB_OUTPUT"
