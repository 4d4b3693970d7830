// The archive pass of verifying a package against openssl hashing the same file.

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <random>
#include <string>

#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "sdk/package/archive.hpp"
#include "tests/bench/report.hpp"

namespace {

using kontor::package::Archive;

constexpr int kRounds = 21;
constexpr std::size_t kLibraryBytes = 50'000'000;

double time_ms(auto work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

// A library of bytes that do not compress, from a fixed seed.
std::string library() {
  std::mt19937_64 engine(42);
  std::string bytes(kLibraryBytes, '\0');
  for (char& byte : bytes) byte = static_cast<char>(engine());
  return bytes;
}

void require(bool holds, const char* what) {
  if (holds) return;
  std::cerr << "archive_bench: " << what << '\n';
  std::exit(1);
}

}  // namespace

int main(int count, char** arguments) {
  require(count == 2, "give the JSON file to write");
  std::string folder = (std::filesystem::temp_directory_path() / "kontor-bench-XXXXXX").string();
  require(mkdtemp(folder.data()) != nullptr, "no temporary folder");
  const std::filesystem::path file = std::filesystem::path(folder) / "big.kpkg";
  const auto archive = kontor::package::write_archive(
      {{"plugin.so", library()}, {"manifest.json", "{}"}, {"README.md", "Big."}});
  require(static_cast<bool>(archive), "cannot write the archive");
  require(static_cast<bool>(kontor::write_file(file, *archive)), "cannot write the file");
  const std::string openssl = "openssl dgst -sha256 " + file.string() + " > " + folder + "/digest";

  std::vector<double> pass_ms;
  std::vector<double> openssl_ms;
  std::vector<double> members_ms;
  for (int round = 0; round < kRounds; ++round) {
    openssl_ms.push_back(
        time_ms([&] { require(std::system(openssl.c_str()) == 0, "openssl failed"); }));
    auto opened = Archive::open(file);
    pass_ms.push_back(
        time_ms([&] { require(static_cast<bool>(opened = Archive::open(file)), "refused"); }));
    members_ms.push_back(time_ms([&] {
      for (const auto& member : opened->members()) {
        kontor::crypto::Sha256 hash;
        const auto read = opened->read(member, [&hash](std::string_view piece) {
          hash.update(piece);
          return kontor::ok();
        });
        require(static_cast<bool>(read), "a member does not read");
        hash.finish();
      }
    }));
  }
  std::filesystem::remove_all(folder);

  using kontor::bench::Better;
  const auto written = kontor::bench::write_report(
      arguments[1],
      {{.name = "archive pass of a 50 MB package",
        .value = kontor::bench::median(pass_ms),
        .unit = "ms",
        .better = Better::lower,
        .target = 1.2,
        .peer = kontor::bench::Peer{"openssl dgst -sha256", kontor::bench::median(openssl_ms)},
        .n = kRounds},
       {.name = "hashes of its members",
        .value = kontor::bench::median(members_ms),
        .unit = "ms",
        .better = Better::lower,
        .n = kRounds}});
  require(static_cast<bool>(written), "cannot write the report");
}
