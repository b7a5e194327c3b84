#!/bin/sh
# Makes the certificates of this folder anew, valid from 2020 for a hundred years, so that no clock
# fails the tests. They protect nothing: the keys are public, and nothing outside the tests trusts
# the authority.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

touch "$work/index"
cat > "$work/ca.cnf" <<END
[ca]
default_ca = test
[test]
database = $work/index
new_certs_dir = $work
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
END

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

# name, key, end date, then the options of "openssl ca" that say who signs and what it may do
certify() {
  name=$1 key=$2 ends=$3
  shift 3
  openssl req -new -key "$key" -subj "/CN=$name" -out "$work/$name.csr"
  openssl ca -batch -notext -config "$work/ca.cnf" -in "$work/$name.csr" -out "$name.pem" \
    -startdate 20200101000000Z -enddate "$ends" "$@" 2>/dev/null
}

names() {
  printf 'subjectAltName=%s\n' "$1" > "$work/names"
}

key "$work/ca.key"
certify ca "$work/ca.key" 21200101000000Z -selfsign -keyfile "$work/ca.key" -extensions authority

signed() { # name, subject alternative names, end date
  key "$1.key"
  names "$2"
  certify "$1" "$1.key" "$3" -cert ca.pem -keyfile "$work/ca.key" -extfile "$work/names"
}

signed server 'DNS:localhost,DNS:bank.test,IP:127.0.0.1' 21200101000000Z
signed wrong-name 'DNS:other.test' 21200101000000Z
signed client 'DNS:breakwater.test' 21200101000000Z
signed expired 'DNS:localhost,IP:127.0.0.1' 20200102000000Z

key self-signed.key
names 'DNS:localhost,IP:127.0.0.1'
certify self-signed self-signed.key 21200101000000Z -selfsign -keyfile self-signed.key \
  -extfile "$work/names"
