-- One line for download_bench.py: requests and bytes a second, and how many requests failed.
done = function(summary, latency, requests)
  local seconds = summary.duration / 1e6
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("RESULT %f %f %d\n", summary.requests / seconds, summary.bytes / seconds, failed))
end
