#!/usr/bin/env bash
# Installs Steelyard from the action's own checkout: dependencies by hash, then the package.
set -euo pipefail

python=""
for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
  if command -v "$candidate" >/dev/null &&
    "$candidate" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    python=$candidate
    break
  fi
done
if [[ -z $python ]]; then
  echo "::error title=steelyard::Python 3.11 or newer is needed: put actions/setup-python before"
  exit 2
fi

# -I: the job stands in the checkout of the change, whose modules must not be imported.
"$python" -I -m venv "$RUNNER_TEMP/steelyard"
pip=("$RUNNER_TEMP/steelyard/bin/python" -I -m pip --disable-pip-version-check --quiet install)
"${pip[@]}" --require-hashes -r "$GITHUB_ACTION_PATH/requirements.lock"
"${pip[@]}" --no-deps "$GITHUB_ACTION_PATH"
