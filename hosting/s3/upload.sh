#!/bin/sh
# Pipeline Retry in a bucket of S3 or its like: sh upload.sh s3://your-bucket/retry
# The copies *.br and *.gz stay here: buckets don't choose among them; let what stands before the bucket compress.
# Headers come from there too: see headers.json for CloudFront.
set -eu
to=$1
# First what never changes, under names that no visitor asks for yet; last the page that asks for it.
for kind in css:text/css js:text/javascript wasm:application/wasm; do
  aws s3 cp dist "$to" --recursive --exclude '*' --include "*-*.${kind%%:*}" \
    --content-type "${kind#*:}" --cache-control 'public, max-age=31536000, immutable'
done
aws s3 cp dist/config.json "$to/config.json" --content-type application/json --cache-control no-cache
aws s3 cp dist/index.html "$to/index.html" --content-type 'text/html; charset=utf-8' --cache-control no-cache
