#include "tests/integration/host/host_fixture.hpp"

#include <chrono>
#include <fstream>
#include <thread>

#include "host/store/record_tables.hpp"

namespace kontor::testing {

namespace {

Status prepare_host(db::Database& database) {
  const auto definitions = TRY(host::Definitions::builtin());
  return host::prepare_database(database, *definitions);
}

}  // namespace

HostTest::HostTest() : EitherDatabase("host", prepare_host) {
  std::string pattern = (std::filesystem::temp_directory_path() / "kontor-host-XXXXXX").string();
  folder_ = ::mkdtemp(pattern.data());
  definitions_ = host::Definitions::builtin().value();
  EXPECT_TRUE(host::prepare_database(*database_, *definitions_));
  accounts_ = std::make_unique<host::Accounts>(
      host::Accounts::Parts{*database_, clock_, random_, ids_, std::string(32, 'k')});
  EXPECT_TRUE(accounts_->prepare());
  directory_ = std::make_unique<host::Directory>(
      host::Directory::Parts{*database_, clock_, ids_, *accounts_});
  outbox_ = std::make_unique<host::Outbox>(*database_, clock_, ids_);
  records_ = std::make_unique<host::Records>(
      host::Records::Parts{*database_, *definitions_, *outbox_, clock_, ids_, {}, &tombstones_});
  desk_ = std::make_unique<host::DefinitionDesk>(
      host::DefinitionDesk::Parts{*database_, *definitions_, *records_, *outbox_, clock_});
  importer_ = std::make_unique<host::Importer>(host::Importer::Parts{
      *database_, *records_, *accounts_, *outbox_, notices_, clock_, ids_, folder_});
  EXPECT_TRUE(importer_->start());
  const std::string id = ids_.next();
  // Without a password: hashing one costs more than all the rest of a test.
  EXPECT_TRUE(database_->transaction([&](db::Session& session) -> Status {
    TRY(session.insert_rows("account_user",
                            {"id", "email", "name", "password_hash", "created_at_ms"},
                            {{id, std::string("root@kontor.example"), std::string("Root"),
                              std::string("none"), clock_.now_ms()}}));
    return session.insert_rows("account_user_role", {"user_id", "role"},
                               {{id, std::string("administrator")}});
  }));
  admin_ = accounts_->act_as(id).value();
}

HostTest::~HostTest() {
  importer_->stop();
  std::filesystem::remove_all(folder_);
}

host::Record HostTest::make(const std::string& entity, const Json& fields) {
  auto record = records_->create(admin_, entity, fields);
  EXPECT_TRUE(record) << (record ? "" : record.error().message);
  return record ? *record : host::Record{};
}

Result<host::RecordPage> HostTest::find(const std::string& entity, const Json& filter,
                                        const std::string& text, const std::string& sort) {
  return records_->list(admin_, {.entity = entity, .filter = filter, .text = text, .sort = sort});
}

void HostTest::use_personal_field(const std::string& field) {
  EXPECT_TRUE(
      desk_->adjust(admin_, "person", field, {{"purpose", "contract"}, {"retention_days", 365}}));
}

host::Principal HostTest::somebody(host::Rights rights) {
  host::Principal principal;
  principal.kind = host::PrincipalKind::user;
  principal.id = ids_.next();
  principal.name = "Somebody";
  principal.rights = std::make_shared<const host::Rights>(std::move(rights));
  return principal;
}

std::string HostTest::add_user(const std::string& email, const std::string& role) {
  const auto user =
      accounts_->add_user(host::Principal::system(), {email, email, kPassword, {role}});
  EXPECT_TRUE(user) << (user ? "" : user.error().message);
  return user ? user->id : "";
}

host::ImportJob HostTest::import(const std::string& entity, const std::string& text,
                                 const host::ImportOptions& options) {
  const auto file = folder_ / "received";
  std::ofstream(file, std::ios::binary) << text;
  const auto id = importer_->submit(admin_, entity, options, file);
  EXPECT_TRUE(id) << (id ? "" : id.error().message);
  host::ImportJob job;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (id && job.state != "done" && job.state != "failed") {
    job = importer_->job(admin_, *id).value();
    if (std::chrono::steady_clock::now() > deadline) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return job;
}

std::vector<host::ImportRow> HostTest::rows(const std::string& import, const std::string& outcome) {
  return importer_->rows(admin_, import, outcome, 0, 1000).value();
}

}  // namespace kontor::testing
