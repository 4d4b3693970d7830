#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace kontor::db {

// Prepared statements of one connection by their SQL text. Long texts (IN lists, bulk
// inserts of odd length) are not kept; when full, everything is dropped at once, which
// code with a fixed set of statements never reaches.
template <typename Statement>
class StatementCache {
 public:
  static constexpr std::size_t kStatementsMax = 256;
  static constexpr std::size_t kSqlBytesMax = 65536;

  Statement* find(std::string_view sql) {
    const auto found = statements_.find(sql);
    return found == statements_.end() ? nullptr : &found->second;
  }
  bool full() const { return statements_.size() >= kStatementsMax; }
  void clear() { statements_.clear(); }
  Statement& keep(std::string_view sql, Statement statement) {
    return statements_.emplace(std::string(sql), std::move(statement)).first->second;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::unordered_map<std::string, Statement, Hash, std::equal_to<>> statements_;
};

}  // namespace kontor::db
