-- Load of the bare claim API for seats_bench.py: each thread claims all of its nodes, then releases
-- them, and so on. Answers are a PUT's 201 or 202, a DELETE's 204; others count as refused. What to
-- send is made once and answers are only counted, so that the load leaves the cores to the ledger.
-- wrk … -s relay_load.lua URL -- NODES [renew]   With "renew" nodes are only claimed and extended.
local counter = 0

function setup(thread)
  counter = counter + 1
  thread:set("number", counter)
end

function init(arguments)
  local nodes = tonumber(arguments[1])
  local renews = arguments[2] == "renew"
  requests = {}
  for node = 0, nodes - 1 do
    local path = string.format("/v1/nodes/%s-%d-%d", wrk.port, number, node)
    requests[node] = wrk.format("PUT", path)
    requests[node + nodes] = wrk.format(renews and "PUT" or "DELETE", path)
  end
  count = 2 * nodes
  -- wrk asks the first thread for a request once before it begins, and does not send it.
  sent = number == 1 and -1 or 0
end

function request()
  local turn = math.max(sent, 0) % count
  sent = sent + 1
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %f %f %f %d %d\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status, summary.requests))
end
