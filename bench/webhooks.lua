-- A signed orders/updated delivery with a webhook id of its own each time, as Shopify would send it.
local thread_number = 0
function setup(thread)
  thread:set("number", thread_number)
  thread_number = thread_number + 1
end
function init(args)
  local file = io.open(args[1], "rb")
  body = file:read("*a")
  file:close()
  signature = args[2]
  run = args[3]
  sent = 0
end
function request()
  sent = sent + 1
  return wrk.format("POST", "/webhooks", {
    ["Content-Type"] = "application/json",
    ["X-Shopify-Topic"] = "orders/updated",
    ["X-Shopify-Hmac-Sha256"] = signature,
    ["X-Shopify-Shop-Domain"] = "bench.myshopify.com",
    ["X-Shopify-API-Version"] = "2026-10",
    ["X-Shopify-Webhook-Id"] = run .. "-" .. number .. "-" .. sent,
    ["X-Shopify-Triggered-At"] = "2026-11-22T00:00:00Z",
  }, body)
end
function done(summary, latency)
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
