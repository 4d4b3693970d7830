#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The Asterisk Manager Interface: lines "Key: Value" ended by CR LF, a blank line after
// each message, one banner line before the first.
namespace kontor::telephony {

class AmiMessage {
 public:
  // Value of the first field of that name, whatever its case; "" if there is none.
  const std::string& get(std::string_view name) const;
  bool has(std::string_view name) const;
  bool is_event(std::string_view name) const { return get("Event") == name; }

  void add(std::string name, std::string value);
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

// Cuts a stream of bytes into messages, whatever the parts they come in. Lines may end in
// LF alone; what is no "Key: Value" line (the banner, output of a command) is passed over, and of
// a value longer than any name of an exchange only the beginning is taken.
class AmiParser {
 public:
  static constexpr std::size_t kLineBytesMax = 16384;
  static constexpr std::size_t kFieldsMax = 1000;
  static constexpr std::size_t kValueBytesMax = 512;

  // False once a limit was passed: the peer is no Asterisk and the connection must end.
  bool feed(std::string_view bytes);
  // The next whole message.
  std::optional<AmiMessage> next();
  // Lines that were no fields.
  std::size_t passed_over() const { return passed_over_; }

 private:
  void take_line(std::string_view line);

  std::string rest_;
  AmiMessage open_;
  std::vector<AmiMessage> ready_;
  std::size_t taken_ = 0;
  std::size_t passed_over_ = 0;
  bool broken_ = false;
};

// An action as bytes. Line breaks in values are dropped, so no value can add a field.
std::string ami_action(std::string_view name,
                       const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace kontor::telephony
