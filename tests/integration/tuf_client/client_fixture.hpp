#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/files.hpp"
#include "base/http/client.hpp"
#include "base/tuf/metadata.hpp"
#include "tests/support/program.hpp"
#include "tests/support/tuf_repository.hpp"
#include "tests/support/web_server.hpp"

namespace kontor::testing {

// kontor-tuf, the program, against a repository that a test may break, over real sockets.
class ClientTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "kontor-tuf-client-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
    metadata = folder / "D";
    targets = folder / "T";
    std::filesystem::create_directories(metadata);
    std::filesystem::create_directories(targets);
    ASSERT_TRUE(write_file(folder / "root.json", repository.files.at("1.root.json")));
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  Outcome init() {
    return run("kontor-tuf", {"--metadata-dir", metadata, "init", folder / "root.json"});
  }
  Outcome refresh() {
    return run("kontor-tuf",
               {"--metadata-url", server.url() + "/m", "--metadata-dir", metadata, "refresh"});
  }
  Outcome download(const std::vector<std::string>& names) {
    Arguments arguments{"--metadata-url",    server.url() + "/m", "--metadata-dir", metadata,
                        "--target-base-url", server.url() + "/t", "--target-dir",   targets};
    for (const std::string& name : names) {
      arguments.emplace_back("--target-name");
      arguments.push_back(name);
    }
    arguments.emplace_back("download");
    return run("kontor-tuf", arguments);
  }

  // Publishes a target of the role with its bytes.
  void add_target(const std::string& role, const std::string& path, const std::string& bytes) {
    repository.add_target(role, path, bytes);
    served_targets[path] = bytes;
  }

  std::string stored(const std::string& file) const {
    const auto bytes = read_file(metadata / file, std::size_t{16} << 20);
    return bytes ? *bytes : "";
  }
  // Names and bytes of a folder's files.
  static std::map<std::string, std::string> content(const std::filesystem::path& of) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(of))
      if (entry.is_regular_file())
        files[std::filesystem::relative(entry.path(), of).string()] =
            read_file(entry.path(), std::size_t{16} << 20).value();
    std::erase_if(files, [](const auto& file) { return file.first.ends_with(".lock"); });
    return files;
  }
  // What was asked for, without the "/m/" of metadata.
  std::vector<std::string> requests() {
    std::vector<std::string> list = server.take_requests();
    for (std::string& target : list)
      if (target.starts_with("/m/")) target.erase(0, 3);
    return list;
  }

  // Metadata below /m/, targets below /t/ with or without the hash before the file's name.
  void answer(int socket, const std::string& target) {
    if (override_answer && override_answer(socket, target)) return;
    const auto name = http::percent_decode(target.substr(std::min<std::size_t>(3, target.size())));
    const auto& from = target.starts_with("/m/") ? repository.files : served_targets;
    auto found = from.find(name ? *name : "");
    if (found == from.end() && target.starts_with("/t/")) {
      const std::size_t slash = name->rfind('/') + 1;  // npos + 1 is 0
      const std::size_t dot = name->find('.', slash);
      if (dot != std::string::npos)
        found = from.find(name->substr(0, slash) + name->substr(dot + 1));
    }
    WebServer::send(socket,
                    found == from.end() ? WebServer::not_found() : WebServer::ok(found->second));
  }

  TufRepository repository{SystemClock().now_ms()};
  std::map<std::string, std::string> served_targets;
  // True when it has answered itself.
  std::function<bool(int socket, const std::string& target)> override_answer;
  std::filesystem::path folder, metadata, targets;
  WebServer server{[this](int socket, const std::string& target) { answer(socket, target); }};
};

}  // namespace kontor::testing
