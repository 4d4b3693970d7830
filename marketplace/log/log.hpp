#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/crypto/keys.hpp"
#include "base/tlog/checkpoint.hpp"

namespace kontor::marketplace {

// One log entry is at most this long in canonical form.
inline constexpr std::size_t kLogEntryBytesMax = 4096;

struct LogOptions {
  // Origin and witnesses of the log; empty origin: default_log_origin(key).
  tlog::LogPolicy policy = {};
};

// The market's transparency log: an append-only Merkle tree of what was released, of keys,
// transfers and yanks, on disk as C2SP tlog-tiles below DATA/log (see README.md). Signs one
// checkpoint a size and never one that the last does not lead to. Any thread; one process a
// folder (a lock file sees to it).
class Log {
 public:
  // Opens or begins the log of a market and finishes what a killed process left. untrusted if
  // the tiles do not give the root that the checkpoint signs; unavailable if another process has
  // it open.
  static Result<std::unique_ptr<Log>> open(const std::filesystem::path& data,
                                           const crypto::SigningKey& key, const Clock& clock,
                                           LogOptions options = {});
  virtual ~Log() = default;

  // Appends entries of the shapes in README.md, without "at": the log writes the time, which
  // never goes back. Answers their indexes when entries, tiles and a signed checkpoint over them
  // are durable. Callers at the same time share one checkpoint. A "release" whose sha256 is in
  // the log already is not added again: its index is the answer (conflict if the other members
  // differ). invalid_argument, with nothing appended, if one entry has another shape.
  virtual Result<std::vector<std::uint64_t>> append_all(const std::vector<Json>& entries) = 0;
  Result<std::uint64_t> append(const Json& entry);

  // The offline proof (C2SP tlog-proof, with the entry as `extra`) of the release with this
  // hexadecimal sha256, under the newest checkpoint. not_found if it was never logged.
  virtual Result<std::string> proof(const std::string& sha256) const = 0;
  // The entry's canonical JSON; not_found from size() on.
  virtual Result<std::string> entry(std::uint64_t index) const = 0;

  // The newest signed checkpoint, with the cosignatures of witnesses that came for it.
  virtual std::string checkpoint() const = 0;
  virtual std::uint64_t size() const = 0;
  // The file of "tile/…" if the present checkpoint covers it; else not_found.
  virtual Result<std::filesystem::path> served_file(std::string_view path) const = 0;

  // Takes a witness's answer: signature lines for the present checkpoint, or a whole cosigned
  // note of it. Keeps the lines that verify against the log's witnesses; untrusted if none does,
  // conflict if the note is not of the present checkpoint.
  virtual Status add_cosignatures(std::string_view lines) = 0;
  // What hosts need to verify this log.
  virtual const tlog::LogPolicy& policy() const = 0;
};

}  // namespace kontor::marketplace
