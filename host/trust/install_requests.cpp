#include "host/trust/install_requests.hpp"

namespace kontor::host {

Json to_json(const InstallRequest& request) {
  Json shown = {{"id", request.id},
                {"plugin", request.plugin},
                {"version", request.version},
                {"package_sha256", request.package_sha256},
                {"asked_by", request.asked_by},
                {"asked_at", to_rfc3339(request.asked_at_ms)},
                {"state", request.state},
                {"decided_by", nullptr},
                {"decided_at", nullptr}};
  if (request.decided_at_ms == 0) return shown;
  shown["decided_by"] = request.decided_by;
  shown["decided_at"] = to_rfc3339(request.decided_at_ms);
  return shown;
}

Result<std::vector<InstallRequest>> InstallRequests::select(const std::string& where,
                                                            const std::vector<db::Value>& values) {
  return database_.read([&](db::Session& session) -> Result<std::vector<InstallRequest>> {
    const auto rows = TRY(session.query(
        "SELECT id, plugin_id, version, package_sha256, asked_by, asked_at_ms, state, decided_by, "
        "decided_at_ms FROM install_request " +
            where,
        values));
    std::vector<InstallRequest> requests;
    requests.reserve(rows.size());
    for (const db::Row& row : rows)
      requests.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4),
                          row.integer(5), row.text(6), row.text(7), row.integer(8)});
    return requests;
  });
}

Result<InstallRequest> InstallRequests::ask(const std::string& plugin, const std::string& version,
                                            const std::string& package_sha256,
                                            const std::string& user) {
  const auto open = TRY(select("WHERE state = 'open' AND plugin_id = $1 AND package_sha256 = $2",
                               {plugin, package_sha256}));
  if (!open.empty()) return open.front();
  InstallRequest request{.id = ids_.next(),
                         .plugin = plugin,
                         .version = version,
                         .package_sha256 = package_sha256,
                         .asked_by = user,
                         .asked_at_ms = clock_.now_ms()};
  const Status written = database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute(R"sql(
        INSERT INTO install_request (id, plugin_id, version, package_sha256, asked_by,
                                     asked_at_ms, state, decided_by, decided_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, 'open', '', 0))sql",
                        {request.id, plugin, version, package_sha256, user, request.asked_at_ms}));
    return ok();
  });
  if (!written) return written.error();
  return request;
}

Result<InstallRequest> InstallRequests::find(const std::string& id) {
  auto found = TRY(select("WHERE id = $1", {id}));
  if (found.empty()) return Error{ErrorCode::not_found, "there is no request " + id};
  return std::move(found.front());
}

Result<std::vector<InstallRequest>> InstallRequests::newest() {
  return select("ORDER BY id DESC LIMIT " + std::to_string(kShownMax), {});
}

Status InstallRequests::decide(const std::string& id, const std::string& state,
                               const std::string& user) {
  return database_.transaction([&](db::Session& session) -> Status {
    const auto open =
        TRY(session.query_row("SELECT state FROM install_request WHERE id = $1", {id}));
    if (!open) return Error{ErrorCode::not_found, "there is no request " + id};
    if (open->text(0) != "open")
      return Error{ErrorCode::conflict, "the request was " + open->text(0) + " already"};
    TRY(session.execute(R"sql(
        UPDATE install_request SET state = $1, decided_by = $2, decided_at_ms = $3
        WHERE id = $4)sql",
                        {state, user, clock_.now_ms(), id}));
    return ok();
  });
}

}  // namespace kontor::host
