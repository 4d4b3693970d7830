#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "base/tuf/updater.hpp"
#include "tests/support/tuf_repository.hpp"

namespace kontor::tuf {

inline constexpr TimeMs kNow = 1'790'000'000'000;

// A client that trusts the first root of a repository.
class UpdaterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "kontor-tuf-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
    host_store = std::make_unique<Store>(folder);
    ASSERT_TRUE(install_root(*host_store, repository.files.at("1.root.json")));
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  Verdict<> refresh(TimeMs now = kNow) {
    repository.requests.clear();
    return Updater(*host_store, repository, now).refresh();
  }

  Verdict<Updater::Found> find(const std::string& path) {
    Updater updater(*host_store, repository, kNow);
    TRY(updater.refresh());
    return updater.find(path);
  }

  // "" when accepted, else "fault role".
  template <typename T>
  static std::string refusal(const Verdict<T>& verdict) {
    if (verdict) return {};
    return std::string(fault_name(verdict.error().fault)) + " " + verdict.error().role;
  }

  kontor::testing::TufRepository repository{kNow};
  std::filesystem::path folder;
  std::unique_ptr<Store> host_store;  // One for all refreshes, as a host has it: it remembers.
};

}  // namespace kontor::tuf
