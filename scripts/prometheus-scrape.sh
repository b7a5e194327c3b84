#!/usr/bin/env bash
# Lets a real Prometheus scrape a running gateway: up must be 1, and every rule must evaluate.
#   scripts/prometheus-scrape.sh [http://127.0.0.1:8080]
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/prometheus-tools.sh
prometheus_tools

gateway="${1:-http://127.0.0.1:8080}"
port="${PROMETHEUS_PORT:-9099}"
folder="$(mktemp -d)"
sed -e "s/127.0.0.1:8080/${gateway#http://}/" -e 's/15s/1s/' deploy/prometheus/prometheus.yml >"$folder/prometheus.yml"
cp deploy/prometheus/rules.yml "$folder/"
prometheus --config.file="$folder/prometheus.yml" --storage.tsdb.path="$folder/data" \
  --web.listen-address="127.0.0.1:$port" --log.level=error &
pid=$!
trap 'kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; rm -rf "$folder"' EXIT

query() { curl -fsS "http://127.0.0.1:$port/api/v1/query" --data-urlencode "query=$1"; }
for _ in $(seq 60); do
  if query 'up{job="breakwater"}' 2>/dev/null | grep -q '"1"\]'; then
    echo 'up == 1'
    sleep 2
    curl -fsS "http://127.0.0.1:$port/api/v1/rules" >"$folder/rules.json"
    if grep -q '"health":"err"' "$folder/rules.json"; then
      echo 'a rule does not evaluate:' >&2
      cat "$folder/rules.json" >&2
      exit 1
    fi
    echo "rules evaluated: $(grep -o '"health":"ok"' "$folder/rules.json" | wc -l) ok"
    echo "breakwater series: $(query 'count({__name__=~"breakwater_.+"})' | grep -o '"[0-9]*"\]' | tr -d '"]')"
    exit 0
  fi
  sleep 0.5
done
echo "Prometheus never saw $gateway up" >&2
exit 1
