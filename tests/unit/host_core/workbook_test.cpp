#include "host/sheets/workbook.hpp"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zip.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "host/core/csv_text.hpp"
#include "host/core/definitions.hpp"
#include "host/core/import_mapping.hpp"
#include "host/sheets/cell_styles.hpp"
#include "host/sheets/table_writer.hpp"

namespace kontor::host {

namespace {

using WorkbookEntries = std::map<std::string, std::string>;

// The least a spreadsheet program writes, with texts shared and dates by style.
WorkbookEntries small_workbook(const std::string& rows) {
  return {
      {"_rels/.rels",
       R"(<Relationships xmlns="r"><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>)"},
      {"xl/workbook.xml",
       R"(<workbook xmlns:r="r"><sheets><sheet name="People" r:id="b"/><sheet name="Other" r:id="c"/></sheets></workbook>)"},
      {"xl/_rels/workbook.xml.rels",
       R"(<Relationships><Relationship Id="b" Type="x/worksheet" Target="worksheets/one.xml"/>)"
       R"(<Relationship Id="c" Type="x/worksheet" Target="/xl/worksheets/two.xml"/>)"
       R"(<Relationship Id="d" Type="x/sharedStrings" Target="sharedStrings.xml"/>)"
       R"(<Relationship Id="e" Type="x/styles" Target="styles.xml"/></Relationships>)"},
      {"xl/sharedStrings.xml",
       R"(<sst><si><t>Name</t></si><si><r><t>An</t></r><r><t>na</t></r><rPh><t>no</t></rPh></si></sst>)"},
      {"xl/styles.xml",
       R"(<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd\.mm\.yyyy"/></numFmts>)"
       R"(<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>)"},
      {"xl/worksheets/one.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"},
      {"xl/worksheets/two.xml",
       R"(<worksheet><sheetData><row><c t="inlineStr"><is><t>second</t></is></c></row></sheetData></worksheet>)"}};
}

class WorkbookTest : public ::testing::Test {
 protected:
  WorkbookTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "kontor-xlsx-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~WorkbookTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path zipped(const WorkbookEntries& entries) {
    const auto path = folder_ / "made.xlsx";
    int problem = 0;
    zip_t* const archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &problem);
    for (const auto& [name, text] : entries) {
      zip_source_t* const source = zip_source_buffer(archive, text.data(), text.size(), 0);
      zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    }
    EXPECT_EQ(zip_close(archive), 0);
    return path;
  }
  Result<std::string> csv_of(const std::filesystem::path& path, const std::string& sheet = {}) {
    std::string text;
    TRY(sheet_to_csv(path, sheet, [&](std::string_view piece) {
      text += piece;
      return ok();
    }));
    return text;
  }
  void expect_refused(const WorkbookEntries& entries, const std::string& why) {
    const auto text = csv_of(zipped(entries));
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().code, ErrorCode::invalid_argument);
    EXPECT_NE(text.error().message.find(why), std::string::npos) << text.error().message;
  }

  std::filesystem::path folder_;
};

TEST_F(WorkbookTest, CellsComeAsPeopleSeeThemAndRowsKeepTheirNumbers) {
  const auto path = zipped(small_workbook(
      R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Born, when</t></is></c></row>)"
      R"(<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" s="1"><v>34277</v></c>)"
      R"(<c r="D3"><v>4.6731535639E10</v></c><c r="E3" t="b"><v>1</v></c>)"
      R"(<c r="F3" t="str"><f>A1&amp;A3</f><v>NameAnna</v></c><c r="G3" s="1"><v>34277.5</v></c></row>)"));

  EXPECT_EQ(
      csv_of(path).value(),
      "Name,\"Born, when\"\n\nAnna,1993-11-04,,46731535639,true,NameAnna,1993-11-04T12:00:00\n");
  EXPECT_EQ(csv_of(path, "Other").value(), "second\n");
  EXPECT_FALSE(csv_of(path, "Third"));
}

TEST_F(WorkbookTest, DaysAreCountedAsSpreadsheetsCountThem) {
  EXPECT_EQ(date_of_serial(1, false), "1900-01-01");
  EXPECT_EQ(date_of_serial(61, false), "1900-03-01");
  EXPECT_EQ(date_of_serial(45'000, false), "2023-03-15");
  EXPECT_EQ(date_of_serial(0.25, false), "06:00:00");
  EXPECT_EQ(date_of_serial(1, true), "1904-01-02");
  EXPECT_EQ(date_of_serial(-1, false), "");
  EXPECT_TRUE(is_date_format("[$-409]d/m/yy"));
  EXPECT_FALSE(is_date_format("#,##0.00\" days\""));
  EXPECT_FALSE(is_date_format("[Red]0.0"));
}

TEST_F(WorkbookTest, BombsLoopsAndForeignFilesAreRefused) {
  WorkbookEntries bomb = small_workbook("");
  bomb["xl/worksheets/one.xml"] = "<worksheet><sheetData>" +
                                  std::string(std::size_t{32} << 20, ' ') +
                                  "</sheetData></worksheet>";
  expect_refused(bomb, "inflates");
  WorkbookEntries laughs = small_workbook("");
  laughs["xl/sharedStrings.xml"] =
      R"(<!DOCTYPE s [<!ENTITY a "ha">]><sst><si><t>&a;</t></si></sst>)";
  expect_refused(laughs, "document type");
  expect_refused(small_workbook(R"(<row r="2"/><row r="2"/>)"), "out of order");
  expect_refused(small_workbook(R"(<row r="9999999"/>)"), "out of order");
  expect_refused(small_workbook(R"(<row><c r="ZZZ1"><v>1</v></c></row>)"), "columns");
  expect_refused(small_workbook(R"(<row><c t="s"><v>7</v></c></row>)"), "not there");
  expect_refused(small_workbook("<row>"), "mismatched");
  expect_refused({{"hello.txt", "hello"}}, "_rels");
  std::ofstream(folder_ / "text.xlsx") << "PK\x03\x04 and no more";
  EXPECT_FALSE(csv_of(folder_ / "text.xlsx"));
}

TEST_F(WorkbookTest, WhatIsWrittenIsReadAgain) {
  const auto path = folder_ / "out.xlsx";
  auto table = TableWriter::create(TableFormat::xlsx, path, {"Name", "Amount", "Won"}).value();
  ASSERT_TRUE(table->add({"=1+1", 12.5, true}));
  ASSERT_TRUE(table->add({"Åsa \"Å\" <&>", nullptr, Json::array({"a", "b"})}));
  ASSERT_TRUE(table->finish());

  EXPECT_EQ(csv_of(path).value(), "Name,Amount,Won\n=1+1,12.5,true\n\"Åsa \"\"Å\"\" <&>\",,a; b\n");
}

TEST_F(WorkbookTest, CsvThatBeginsAFormulaIsNeutralisedAndComesBackAsItWas) {
  for (const std::string evil : {"=cmd|' /C calc'!A0", "+1+cmd", "-2+3", "@SUM(A1)", "\t=1"}) {
    EXPECT_EQ(without_formula(evil), "'" + evil);
    EXPECT_EQ(with_formula(without_formula(evil)), evil);
  }
  for (const std::string plain : {"+46731535639", "-12.5", "Anna", "'quoted", ""}) {
    EXPECT_EQ(without_formula(plain), plain);
    EXPECT_EQ(with_formula(plain), plain);
  }
  const auto path = folder_ / "out.csv";
  auto table = TableWriter::create(TableFormat::csv, path, {"Name", "Phone"}).value();
  ASSERT_TRUE(table->add({"=cmd|'x'!A0", "+46731535639"}));
  ASSERT_TRUE(table->finish());
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text, "\xEF\xBB\xBFName,Phone\r\n'=cmd|'x'!A0,+46731535639\r\n");
}

TEST(ImportGuessTest, AColumnWithoutATellingHeaderIsKnownByItsCells) {
  const auto definitions = Definitions::builtin().value();
  const auto catalogue = definitions->now();
  const Entity& person = *catalogue->find("person");

  const ImportMapping mapping =
      suggest_mapping(person, {"Name", "A", "B", "C"},
                      {{"Anna", "anna@a.example", "+46 73 153 56 39", "x"},
                       {"Bo", "bo@a.example", "08-123 456 78", "y"}});

  EXPECT_EQ(mapping, (ImportMapping{{"Name", "name"}, {"A", "email"}, {"B", "phone"}}));
}

}  // namespace

}  // namespace kontor::host
