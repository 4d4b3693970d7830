-- Load of the bare claim API for seats_bench.py: each thread claims all of its nodes, then releases
-- them, and so on. Answers are a PUT's 201 or 202, a DELETE's 204; others count as refused. One always
-- is: wrk tries request() once without sending it, so the first thread releases a node it never claimed.
-- wrk … -s relay_load.lua URL -- NODES [renew]   With "renew" nodes are only claimed and extended.
local counter = 0
local threads = {}

function setup(thread)
  counter = counter + 1
  thread:set("number", counter)
  table.insert(threads, thread)
end

function init(arguments)
  nodes = tonumber(arguments[1])
  renews = arguments[2] == "renew"
  host = wrk.port
  sent = 0
  refused = 0
end

function request()
  local node = sent % nodes
  local round = math.floor(sent / nodes)
  sent = sent + 1
  local method = (renews or round % 2 == 0) and "PUT" or "DELETE"
  return wrk.format(method, string.format("/v1/nodes/%s-%d-%d", host, number, node))
end

function response(status)
  if status ~= 201 and status ~= 202 and status ~= 204 then refused = refused + 1 end
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout
  for _, thread in ipairs(threads) do failed = failed + thread:get("refused") end
  io.write(string.format("RESULT %f %f %f %d %d\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failed, summary.requests))
end
