#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "base/core/files.hpp"
#include "base/crypto/keys.hpp"
#include "host/plugins/bare_company.hpp"
#include "sdk/package/package.hpp"
#include "tests/support/licenses.hpp"

namespace kontor::host {

// A company's host without HTTP: real database, records, accounts, seat ledger and real
// plugin processes, in a folder of its own.
class CompanyTest : public ::testing::Test, public BareCompany {
 protected:
  void SetUp() override {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "kontor-plugins-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    data = pattern;
    open();
  }
  void TearDown() override {
    close();
    std::error_code ignored;
    std::filesystem::remove_all(data, ignored);
  }

  void open() {
    const Status opened =
        BareCompany::open({.database_url = database_url(),
                           .data = data,
                           .runner = runner(),
                           .authority = licenses.authority_key,
                           .keys = licenses.trusted(),
                           .plugins_clock = &plugins_clock(),
                           .choose = [this](PluginsParts& parts) { choose(parts); }});
    ASSERT_TRUE(opened) << opened.error().message;
  }
  // A fixture may give plugins a clock of its own, another database, and other choices of an
  // administrator.
  virtual const Clock& plugins_clock() { return clock; }
  virtual std::string database_url() { return "sqlite:" + (data / "host.db").string(); }
  virtual void choose(PluginsParts&) {}
  static std::filesystem::path runner() {
    return std::filesystem::path(std::getenv("KONTOR_BIN")) / "kontor-runner";
  }

  static std::filesystem::path built(const std::string& plugin) {
    return std::filesystem::path(std::getenv("KONTOR_PLUGINS")) / plugin;
  }
  static Json manifest_of(const std::string& plugin) {
    return *parse_json(*read_file(built(plugin) / "manifest.json", 1 << 20));
  }
  // A signed package of a folder with manifest.json and plugin.so.
  std::filesystem::path package_of(const std::filesystem::path& folder) {
    const auto unsigned_package = package::write_package(folder);
    EXPECT_TRUE(unsigned_package) << unsigned_package.error().message;
    const auto archive = package::Archive::from_bytes(*unsigned_package).value();
    const auto file = data / (ids.next() + ".kpkg");
    EXPECT_TRUE(write_file(file, package::sign_package(archive, vendor).value()));
    return file;
  }
  // The same folder with members of its manifest changed (RFC 7396).
  std::filesystem::path changed(const std::filesystem::path& folder, const Json& patch) {
    const auto copy = data / ids.next();
    std::filesystem::copy(folder, copy, std::filesystem::copy_options::recursive);
    Json manifest = *parse_json(*read_file(copy / "manifest.json", 1 << 20));
    manifest.merge_patch(patch);
    EXPECT_TRUE(write_file(copy / "manifest.json", to_text(manifest)));
    return copy;
  }
  Result<Json> install(const std::filesystem::path& folder) {
    return plugins->install_file(admin, package_of(folder), {vendor.public_key()});
  }

  // A user with a session of that name.
  Principal user(const std::string& name) {
    const auto added = accounts->add_user(admin, {.email = name + "@example.test",
                                                  .name = name,
                                                  .password = "correct horse",
                                                  .roles = {"sales"}});
    EXPECT_TRUE(added) << added.error().message;
    Principal principal = Principal::system();
    principal.kind = PrincipalKind::user;
    principal.id = added->id;
    principal.name = name;
    principal.session = "session of " + name;
    return principal;
  }
  Record person(const Json& fields) {
    auto created = records->create(admin, "person", fields);
    EXPECT_TRUE(created) << created.error().message;
    return *created;
  }

  Principal admin = Principal::system();
  crypto::SigningKey vendor = crypto::SigningKey::generate();
  testing::LicenseMaker licenses;
  std::filesystem::path data;
};

}  // namespace kontor::host
