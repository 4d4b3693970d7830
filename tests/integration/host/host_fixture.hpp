#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/core/random.hpp"
#include "base/core/uuid.hpp"
#include "host/access/accounts.hpp"
#include "host/access/directory.hpp"
#include "host/app/definition_desk.hpp"
#include "host/app/importer.hpp"
#include "host/app/notices.hpp"
#include "host/app/outbox.hpp"
#include "host/app/records.hpp"
#include "host/app/tombstones.hpp"
#include "tests/support/either_database.hpp"
#include "tests/support/fake_clock.hpp"

namespace kontor::testing {

// A host without HTTP and plugins, on a fresh database of either kind.
class HostTest : public EitherDatabase {
 protected:
  HostTest();
  ~HostTest() override;

  host::Record make(const std::string& entity, const Json& fields);
  Result<host::RecordPage> find(const std::string& entity, const Json& filter,
                                const std::string& text = {}, const std::string& sort = {});
  // Puts an opt-in field of persons into use.
  void use_personal_field(const std::string& field);
  host::Principal somebody(host::Rights rights);
  std::string add_user(const std::string& email, const std::string& role);

  // Imports a file to its end and gives the job.
  host::ImportJob import(const std::string& entity, const std::string& text,
                         const host::ImportOptions& options = {});
  std::vector<host::ImportRow> rows(const std::string& import, const std::string& outcome = {});

  std::filesystem::path folder_;
  FakeClock clock_;
  SystemRandom random_;
  IdSource ids_{clock_, random_};
  std::unique_ptr<host::Definitions> definitions_;
  std::unique_ptr<host::Accounts> accounts_;
  std::unique_ptr<host::Directory> directory_;
  std::unique_ptr<host::Outbox> outbox_;
  host::Tombstones tombstones_{"a secret"};
  std::unique_ptr<host::Records> records_;
  std::unique_ptr<host::DefinitionDesk> desk_;
  std::unique_ptr<host::Importer> importer_;
  host::Notices notices_;
  host::Principal admin_;
};

inline constexpr const char* kPassword = "correct horse battery";

}  // namespace kontor::testing
