#pragma once

#include <cstdint>
#include <kontor/host.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kontor::sms {

// What is to be written down goes to the host together: entries of timelines first, then storage,
// all of it in as few calls as there can be. A crash before commit() leaves everything as it was.
// Reads see what waits. One thread at a time.
class Journal {
 public:
  explicit Journal(Host host) : host_(std::move(host)) {}

  Json get(const std::string& key) const;  // Null if there is none.
  // Reads these at once for the get()s until the next commit().
  void fetch(const std::set<std::string>& keys);
  void put(const std::string& key, Json value, const std::string& person);
  void remove(const std::string& key);
  void show(op::EntryToAdd entry);  // Has an external_id.

  // Failure: what the host did not take waits, and goes with the next commit(). Answers the keys
  // that the host did not keep because the person was erased.
  std::set<std::string> commit();
  bool is_empty() const { return entries_.empty() && shown_.empty(); }
  void forget();  // What waits.

 private:
  struct Entry {
    Json value;  // Null: removed.
    std::optional<std::string> person = {};
  };
  void commit_timelines();

  Host host_;
  std::vector<std::string> order_;  // Of the keys, as they were first written.
  std::map<std::string, Entry> entries_;
  std::map<std::string, op::EntryToAdd> shown_;  // By external_id.
  std::map<std::string, Json> fetched_;
};

}  // namespace kontor::sms
