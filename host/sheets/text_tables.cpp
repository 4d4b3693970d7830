#include "host/sheets/text_tables.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "host/core/csv_text.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kBufferBytes = std::size_t{256} << 10;

class TextTable final : public TableWriter {
 public:
  TextTable(TableFormat format, std::vector<std::string> columns, int file)
      : format_(format), columns_(std::move(columns)), file_(file) {
    if (format_ == TableFormat::json) {
      buffer_ = "[";
      return;
    }
    buffer_ = "\xEF\xBB\xBF";  // Or spreadsheets take UTF-8 for Latin.
    for (std::size_t i = 0; i < columns_.size(); ++i) add_cell(i, columns_[i]);
    buffer_ += "\r\n";
  }
  ~TextTable() override { ::close(file_); }
  TextTable(const TextTable&) = delete;
  TextTable& operator=(const TextTable&) = delete;

  Status add(const std::vector<Json>& values) override {
    if (format_ == TableFormat::json) {
      add_object(values);
    } else {
      for (std::size_t i = 0; i < values.size(); ++i)
        add_cell(i, values[i].is_string() ? values[i].get<std::string>() : cell_text(values[i]),
                 values[i].is_number());
      buffer_ += "\r\n";
    }
    return buffer_.size() < kBufferBytes ? ok() : flush();
  }

  Status finish() override {
    if (format_ == TableFormat::json) buffer_ += rows_ == 0 ? "]\n" : "\n]\n";
    TRY(flush());
    if (::fsync(file_) == 0) return ok();
    return full();
  }

 private:
  void add_cell(std::size_t place, const std::string& text, bool number = false) {
    if (place > 0) buffer_ += ',';
    add_csv_cell(buffer_, number ? text : without_formula(text));
  }
  void add_object(const std::vector<Json>& values) {
    Json object = Json::object();
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!values[i].is_null()) object[columns_[i]] = values[i];
    }
    buffer_ += (rows_++ == 0 ? "\n" : ",\n") + to_text(object);
  }
  Status flush() {
    std::size_t done = 0;
    while (done < buffer_.size()) {
      const ssize_t count = ::write(file_, buffer_.data() + done, buffer_.size() - done);
      if (count <= 0) return full();
      done += static_cast<std::size_t>(count);
    }
    buffer_.clear();
    return ok();
  }
  static Error full() {
    return Error{ErrorCode::exhausted, "the file cannot be written; is the disk full?",
                 R"({"code":"disk-full"})"};
  }

  const TableFormat format_;
  const std::vector<std::string> columns_;
  const int file_;
  std::string buffer_;
  std::int64_t rows_ = 0;
};

}  // namespace

std::string cell_text(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return to_text(value);
  std::string text;
  for (const Json& each : value) text += (text.empty() ? "" : "; ") + cell_text(each);
  return text;
}

Result<std::unique_ptr<TableWriter>> create_text_table(TableFormat format,
                                                       const std::filesystem::path& path,
                                                       const std::vector<std::string>& columns) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return Error{ErrorCode::unavailable, "cannot write " + path.filename().string()};
  return std::unique_ptr<TableWriter>(new TextTable(format, columns, file));
}

}  // namespace kontor::host
