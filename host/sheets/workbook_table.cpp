#include "host/sheets/workbook_table.hpp"

#include <xlsxwriter.h>

#include "host/sheets/text_tables.hpp"
#include "host/sheets/workbook.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kCellBytesMax = 32'767;  // Never more characters than bytes.

std::string fitting(std::string text) {
  // A NUL would end the text early without a word.
  std::erase(text, '\0');
  if (text.size() <= kCellBytesMax) return text;
  std::size_t end = kCellBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text;
}

class WorkbookTable final : public TableWriter {
 public:
  WorkbookTable(lxw_workbook* workbook, lxw_worksheet* sheet)
      : workbook_(workbook), sheet_(sheet) {}
  ~WorkbookTable() override {
    if (workbook_ != nullptr) lxw_workbook_free(workbook_);
  }
  WorkbookTable(const WorkbookTable&) = delete;
  WorkbookTable& operator=(const WorkbookTable&) = delete;

  Status add(const std::vector<Json>& values) override {
    if (row_ >= kSheetRowsMax)
      return Error{ErrorCode::exhausted,
                   "a sheet holds " + std::to_string(kSheetRowsMax) + " rows; export as CSV",
                   R"({"code":"too-many-rows"})"};
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto row = static_cast<lxw_row_t>(row_);
      const auto column = static_cast<lxw_col_t>(i);
      const Json& value = values[i];
      lxw_error done = LXW_NO_ERROR;
      if (value.is_boolean()) {
        done = worksheet_write_boolean(sheet_, row, column, value.get<bool>() ? 1 : 0, nullptr);
      } else if (value.is_number()) {
        done = worksheet_write_number(sheet_, row, column, value.get<double>(), nullptr);
      } else if (!value.is_null()) {
        done =
            worksheet_write_string(sheet_, row, column, fitting(cell_text(value)).c_str(), nullptr);
      }
      if (done != LXW_NO_ERROR) return cannot(done);
    }
    ++row_;
    return ok();
  }

  Status finish() override {
    const lxw_error done = workbook_close(workbook_);
    workbook_ = nullptr;
    return done == LXW_NO_ERROR ? ok() : Status(cannot(done));
  }

 private:
  static Error cannot(lxw_error problem) {
    return Error{ErrorCode::exhausted,
                 std::string("the workbook cannot be written: ") + lxw_strerror(problem),
                 R"({"code":"disk-full"})"};
  }

  lxw_workbook* workbook_;
  lxw_worksheet* sheet_;
  std::int64_t row_ = 0;
};

}  // namespace

Result<std::unique_ptr<TableWriter>> create_workbook_table(
    const std::filesystem::path& path, const std::vector<std::string>& columns) {
  std::string folder = path.parent_path().string();
  lxw_workbook_options options = {};
  options.constant_memory = LXW_TRUE;
  options.tmpdir = folder.data();
  lxw_workbook* const workbook = workbook_new_opt(path.c_str(), &options);
  if (workbook == nullptr)
    return Error{ErrorCode::unavailable, "cannot write " + path.filename().string()};
  lxw_worksheet* const sheet = workbook_add_worksheet(workbook, nullptr);
  auto table = std::unique_ptr<TableWriter>(new WorkbookTable(workbook, sheet));
  TRY(table->add({columns.begin(), columns.end()}));
  return table;
}

}  // namespace kontor::host
