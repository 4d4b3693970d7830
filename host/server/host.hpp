#pragma once

#include <cstdint>
#include <memory>

#include "base/core/result.hpp"
#include "host/access/accounts.hpp"
#include "host/server/settings.hpp"

namespace kontor::host {

// The whole running host: everything made once, in order, and taken down in reverse.
class Host {
 public:
  // Opens the data, wires all parts and listens; writes DATA/port. Plugins start in the
  // background. conflict when another host uses the folder.
  static Result<std::unique_ptr<Host>> start(const Settings& settings);
  virtual ~Host() = default;
  virtual std::uint16_t port() const = 0;
  // Finishes requests in flight, lets the import stop between two chunks, ends plugins.
  virtual void stop() = 0;
};

// `kontor-host init`: prepares the database and adds the first administrator.
Result<User> add_first_administrator(const Settings& settings, const NewUser& administrator);
// `kontor-host audit`: verifies the audit log; the number of entries.
Result<std::int64_t> verify_audit_log(const Settings& settings);

}  // namespace kontor::host
