-- Browsing for crm_bench.py: four of five requests read. wrk … -s crm_load.lua URL -- TOKEN ID…
local sent = 0
function init(arguments)
  headers = { ["authorization"] = "Bearer " .. arguments[1], ["content-type"] = "application/json" }
  ids = {}
  for i = 2, #arguments do ids[#ids + 1] = arguments[i] end
  math.randomseed(os.time())
end

function request()
  sent = sent + 1
  local id = ids[math.random(#ids)]
  local kind = sent % 10
  if kind < 4 then return wrk.format("GET", "/api/v1/records/person/" .. id, headers) end
  if kind < 7 then return wrk.format("GET", "/api/v1/records/person?limit=20&total=true", headers) end
  if kind < 8 then return wrk.format("GET", "/api/v1/records/person?limit=20&q=Berg" .. math.random(99), headers) end
  if kind < 9 then
    return wrk.format("PATCH", "/api/v1/records/person/" .. id, headers,
      '{"fields":{"role":"R' .. math.random(1000) .. '"}}')
  end
  return wrk.format("POST", "/api/v1/records/person", headers, '{"fields":{"name":"New ' .. math.random(1e9) .. '"}}')
end
