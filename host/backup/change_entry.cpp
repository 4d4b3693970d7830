#include "host/backup/change_entry.hpp"

#include <bit>

namespace kontor::host {

namespace {

void put_number(std::string& to, std::uint64_t number, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
    to += static_cast<char>((number >> shift) & 0xff);
  }
}

void put_text(std::string& to, std::string_view text) {
  put_number(to, text.size(), 4);
  to += text;
}

void put_value(std::string& to, const db::Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    to += 'i';
    put_number(to, static_cast<std::uint64_t>(*integer), 8);
  } else if (const auto* real = std::get_if<double>(&value)) {
    to += 'r';
    put_number(to, std::bit_cast<std::uint64_t>(*real), 8);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    to += 't';
    put_text(to, *text);
  } else {
    to += 'n';
  }
}

Error not_an_entry() {
  return Error{ErrorCode::untrusted, "the log of changes holds what is no entry"};
}

class EntryReader {
 public:
  explicit EntryReader(std::string_view left) : left_(left) {}

  Result<std::uint64_t> number(std::size_t bytes) {
    if (left_.size() < bytes) return not_an_entry();
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < bytes; ++i) {
      number = (number << 8) | static_cast<unsigned char>(left_[i]);
    }
    left_.remove_prefix(bytes);
    return number;
  }
  Result<std::int64_t> integer() { return static_cast<std::int64_t>(TRY(number(8))); }
  // Of things that take at least `each` bytes, so that no count asks for more memory than that.
  Result<std::size_t> count(std::size_t each) {
    const std::uint64_t found = TRY(number(4));
    if (found > left_.size() / each) return not_an_entry();
    return static_cast<std::size_t>(found);
  }
  Result<std::string> text() {
    const std::size_t size = TRY(count(1));
    std::string found(left_.substr(0, size));
    left_.remove_prefix(size);
    return found;
  }
  Result<db::Value> value() {
    if (left_.empty()) return not_an_entry();
    const char kind = left_.front();
    left_.remove_prefix(1);
    if (kind == 'n') return db::Value();
    if (kind == 'i') return db::Value(TRY(integer()));
    if (kind == 'r') return db::Value(std::bit_cast<double>(TRY(number(8))));
    if (kind == 't') return db::Value(TRY(text()));
    return not_an_entry();
  }
  bool at_end() const { return left_.empty(); }

 private:
  std::string_view left_;
};

constexpr std::size_t kStatementBytesMin = 16;

}  // namespace

std::string ChangeEncoder::encode(std::int64_t number, TimeMs at_ms,
                                  const std::vector<db::Change>& changes) {
  std::string bytes;
  put_number(bytes, static_cast<std::uint64_t>(number), 8);
  put_number(bytes, static_cast<std::uint64_t>(at_ms), 8);
  put_number(bytes, changes.size(), 4);
  for (const db::Change& change : changes) {
    const auto next = static_cast<std::uint32_t>(texts_.size());
    const auto [text, is_new] = texts_.try_emplace(change.sql, next);
    put_number(bytes, text->second, 4);
    if (is_new) put_text(bytes, change.sql);
    put_number(bytes, static_cast<std::uint64_t>(change.changed), 8);
    put_number(bytes, change.parameters.size(), 4);
    for (const db::Value& value : change.parameters) put_value(bytes, value);
  }
  return bytes;
}

Result<ChangeEntry> ChangeDecoder::decode(std::string_view bytes) {
  EntryReader reader(bytes);
  ChangeEntry entry;
  entry.number = TRY(reader.integer());
  entry.at_ms = TRY(reader.integer());
  const std::size_t statements = TRY(reader.count(kStatementBytesMin));
  entry.changes.reserve(statements);
  for (std::size_t i = 0; i < statements; ++i) {
    const std::uint64_t text = TRY(reader.number(4));
    if (text > texts_.size()) return not_an_entry();
    if (text == texts_.size()) texts_.push_back(TRY(reader.text()));
    const std::int64_t changed = TRY(reader.integer());
    db::Change change{texts_[text], {}, changed};
    const std::size_t parameters = TRY(reader.count(1));
    change.parameters.reserve(parameters);
    for (std::size_t j = 0; j < parameters; ++j) change.parameters.push_back(TRY(reader.value()));
    entry.changes.push_back(std::move(change));
  }
  if (!reader.at_end()) return not_an_entry();
  return entry;
}

}  // namespace kontor::host
