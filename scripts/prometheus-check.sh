#!/usr/bin/env bash
# Checks the rules, tests them, and, given the URL of a running gateway, lints its own metrics.
#   scripts/prometheus-check.sh [http://127.0.0.1:8080]
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/prometheus-tools.sh
prometheus_tools

promtool check config deploy/prometheus/prometheus.yml
promtool check rules deploy/prometheus/rules.yml
promtool test rules deploy/prometheus/rules_test.yml
if [ $# -gt 0 ]; then
  # prom-client's own nodejs_* names break a naming rule; ours must not.
  curl -fsS "$1/metrics" | grep -E '^(# (HELP|TYPE) )?breakwater_' | promtool check metrics
  echo "metrics of $1: ok"
fi
