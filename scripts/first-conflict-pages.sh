#!/usr/bin/env bash
# Proves that somebody is paged for the very first CONFLICT: a real Prometheus scrapes a gateway that runs beside its sandbox (npm start), a real
# Alertmanager notifies a receiver, and a payout is made whose bank pays it after it was rejected.
#   scripts/first-conflict-pages.sh [http://127.0.0.1:8080]
# Ends with 0 once the page arrived, with 1 after 90 s without one. The payout's partner and payee are then taken out of service: use a gateway of no worth.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/prometheus-tools.sh
prometheus_tools
alertmanager_tool

gateway="${1:-http://127.0.0.1:8080}"
port="${PROMETHEUS_PORT:-9099}"
folder="$(mktemp -d)"
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT

cat >"$folder/alertmanager.yml" <<YAML
route: { receiver: person, group_wait: 1s, group_interval: 1s, group_by: [alertname] }
receivers: [{ name: person, webhook_configs: [{ url: 'http://127.0.0.1:$((port + 2))/' }] }]
YAML
sed -e "s/127.0.0.1:8080/${gateway#http://}/" -e 's/15s/1s/' deploy/prometheus/prometheus.yml >"$folder/prometheus.yml"
echo "alerting: { alertmanagers: [{ static_configs: [{ targets: ['127.0.0.1:$((port + 1))'] }] }] }" >>"$folder/prometheus.yml"
cp deploy/prometheus/rules.yml "$folder/"

# The person with the pager: one line for each alert that arrives.
node -e '
  require("node:http").createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    for (const { status, labels, annotations } of JSON.parse(text).alerts) {
      console.log([labels.severity, status, labels.alertname, annotations.summary].join(" | "));
    }
    response.end();
  }).listen(Number(process.argv[1]), "127.0.0.1");
' "$((port + 2))" >"$folder/paged" &
pids+=($!)
"$ALERTMANAGER" --config.file="$folder/alertmanager.yml" --storage.path="$folder/alerts" --cluster.listen-address= \
  --web.listen-address="127.0.0.1:$((port + 1))" --log.level=error &
pids+=($!)
prometheus --config.file="$folder/prometheus.yml" --storage.tsdb.path="$folder/data" \
  --web.listen-address="127.0.0.1:$port" --log.level=error &
pids+=($!)

ask() { curl -fsS "http://127.0.0.1:$port/api/v1/query" --data-urlencode "query=$1" 2>/dev/null || true; }
for _ in $(seq 60); do ask 'up{job="breakwater"}' | grep -q '"1"\]' && break || sleep 0.5; done
echo "before: $(ask 'breakwater_payouts_open{status="conflict"}' | grep -c '"metric"') series of payouts in conflict, page not sent"

key="first-conflict-$(date +%s)-$$"
curl -fsS "$gateway/v1/payouts" -H 'authorization: Bearer demo' -H "idempotency-key: $key" -H 'content-type: application/json' -d '{
  "obligation": "'"$key"'", "amount": { "currency": "CNY", "value": 12000 }, "remittance": "sim:payAfterReject",
  "creditor": { "name": "Zhang San", "account": { "type": "alipay_user_id", "value": "2088123456789012" } } }' >/dev/null

for second in $(seq 90); do
  if grep -q '^page | firing | PayoutConflict' "$folder/paged"; then
    echo "paged after about $second s:"
    cat "$folder/paged"
    exit 0
  fi
  sleep 1
done
echo 'nobody was paged; what arrived:' >&2
cat "$folder/paged" >&2
exit 1
