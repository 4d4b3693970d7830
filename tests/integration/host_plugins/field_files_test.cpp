#include "host/plugins/field_files.hpp"

#include "host/app/definition_desk.hpp"
#include "host/gdpr/erasure_desk.hpp"
#include "host/gdpr/person_export.hpp"
#include "tests/integration/host_plugins/company.hpp"
#include "tests/integration/host_plugins/files_on_disk.hpp"
#include "tests/integration/host_plugins/on_either.hpp"
#include "tests/integration/host_plugins/running_host.hpp"

namespace kontor::host {
namespace {

const Json kContract = {{"name", "x_contract"}, {"type", "file"}, {"labels", {{"en", "Contract"}}}};
const std::string kPdf = "%PDF-1.7 the contract";

// The company's own field for a file, on persons and deals.
template <typename Company>
Status add_contract_field(Company& company, const std::string& entity) {
  DefinitionDesk desk(
      {*company.database, *company.definitions, *company.records, *company.outbox, company.clock});
  const auto entity_now = desk.add_field(Principal::system(), entity, kContract);
  return entity_now ? ok() : Status(entity_now.error());
}

class FieldFilesTest : public OnEither<CompanyTest> {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    for (const char* entity : {"person", "deal"}) {
      const Status added = add_contract_field(*this, entity);
      ASSERT_TRUE(added) << added.error().message;
    }
    anna = person({{"first_name", "Anna"}, {"email", "anna@example.test"}});
  }
  Result<Json> put(const Principal& actor, const std::string& record, const std::string& bytes,
                   const std::string& name = "contract.pdf", const std::string& entity = "person",
                   std::optional<std::int64_t> version = {}) {
    const auto path = data / ids.next();
    EXPECT_TRUE(write_file(path, bytes));
    return plugins->put_file(actor, {.entity = entity,
                                     .record = record,
                                     .field = "x_contract",
                                     .name = name,
                                     .bytes = path,
                                     .version = version});
  }
  Json field_of(const std::string& id, const std::string& entity = "person") {
    return records->get(admin, entity, id)->fields.value("x_contract", Json());
  }
  void tend() {
    PluginFiles files(*database, clock, ids, data / "files");
    const Status tended = FieldFiles(*database, *records, files).tend(clock.now_ms() + 1);
    ASSERT_TRUE(tended) << tended.error().message;
  }
  Principal reader(const Json& fields) {
    Principal principal = user("reader");
    const Json rights{{"records", {{"person", {{"read", fields}}}}}};
    principal.rights = std::make_shared<const Rights>(Rights::parse(rights).value());
    return principal;
  }
  Record anna;
};
INSTANTIATE_TEST_SUITE_P(Databases, FieldFilesTest, testing::both_databases(),
                         testing::database_name);

TEST_P(FieldFilesTest, R38AFileIsTheValueOfItsField) {
  const auto put_there = put(admin, anna.id, kPdf, "../Avtal \xC3\xA5r.pdf");

  ASSERT_TRUE(put_there) << put_there.error().message;
  const std::string id = (*put_there)["id"];
  EXPECT_EQ(field_of(anna.id), id);
  EXPECT_EQ((*put_there)["content_type"], "application/pdf");
  EXPECT_EQ((*put_there)["name"], "_._Avtal \xC3\xA5r.pdf");
  const auto got = plugins->file(admin, id);
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(read_file(got->file, 1000).value(), kPdf);
  EXPECT_TRUE(got->headers.at("content-disposition").starts_with("attachment"));
  const auto listed = plugins->files(admin, "person", anna.id);
  EXPECT_EQ((*listed)[0]["field"], "x_contract");
  EXPECT_EQ((*listed)[0]["plugin"], "company");
}

TEST_P(FieldFilesTest, R38TheTypeIsThatOfTheBytesAndProgramsAreRefused) {
  EXPECT_EQ((*put(admin, anna.id, "<html><script>", "a.png"))["content_type"], "text/plain");
  EXPECT_EQ((*put(admin, anna.id, std::string("\0\1\2", 3), "a.pdf"))["content_type"],
            "application/octet-stream");
  for (const char* program : {"\x7f"
                              "ELF rest",
                              "MZ rest", "#!/bin/sh"})
    EXPECT_EQ(put(admin, anna.id, program).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(files_on_disk(data), 1U);
}

TEST_P(FieldFilesTest, R38ItTakesTheRightsToRecordAndField) {
  const std::string id = (*put(admin, anna.id, kPdf))["id"];
  const Principal blind = reader({"name", "first_name"});

  EXPECT_EQ(plugins->file(blind, id).error().code, ErrorCode::not_found);
  EXPECT_TRUE(plugins->files(blind, "person", anna.id)->empty());
  EXPECT_EQ(put(blind, anna.id, kPdf).error().code, ErrorCode::forbidden);
  EXPECT_EQ(put(admin, "none", kPdf).error().code, ErrorCode::not_found);
  EXPECT_EQ(put(admin, anna.id, kPdf, "a", "person", 99).error().code, ErrorCode::conflict);
  EXPECT_EQ(field_of(anna.id), id);
  EXPECT_EQ(files_on_disk(data), 1U);
}

TEST_P(FieldFilesTest, R38NobodyGetsAtAnotherRecordsFileByItsId) {
  const std::string id = (*put(admin, anna.id, kPdf))["id"];
  const Record deal = *records->create(admin, "deal", {{"title", "Hers"}, {"x_contract", id}});
  Principal seller = user("seller");
  seller.rights = std::make_shared<const Rights>(
      Rights::parse({{"records", {{"deal", {{"read", "*"}}}}}}).value());

  ASSERT_TRUE(records->get(seller, "deal", deal.id));
  EXPECT_EQ(plugins->file(seller, id).error().code, ErrorCode::forbidden);
}

TEST_P(FieldFilesTest, WhatNoRecordHoldsGoes) {
  ASSERT_TRUE(put(admin, anna.id, "first"));
  ASSERT_TRUE(put(admin, anna.id, "second"));
  EXPECT_EQ(files_on_disk(data), 1U);
  const Record bo = person({{"first_name", "Bo"}});
  const Record cy = person({{"first_name", "Cy"}});
  ASSERT_TRUE(put(admin, bo.id, "emptied"));
  ASSERT_TRUE(put(admin, cy.id, "purged"));
  ASSERT_TRUE(records->update(admin, "person", bo.id, {}, {{"x_contract", nullptr}}));
  ASSERT_TRUE(records->purge(admin, "person", cy.id));
  ASSERT_TRUE(records->remove(admin, "person", anna.id, {}));  // May come back.

  tend();

  EXPECT_EQ(files_on_disk(data), 1U);
  ASSERT_TRUE(records->restore(admin, "person", anna.id));
  EXPECT_TRUE(plugins->file(admin, field_of(anna.id)));
}

TEST_P(FieldFilesTest, AMergedRecordsFileGoesOverToTheOther) {
  const Record twin = person({{"first_name", "Anna"}});
  const std::string id = (*put(admin, twin.id, kPdf))["id"];
  ASSERT_TRUE(records->merge(admin, "person", anna.id, {twin.id}, Json::object()));
  EXPECT_TRUE(plugins->file(admin, id));

  tend();
  ASSERT_TRUE(records->purge(admin, "person", twin.id));
  tend();

  EXPECT_TRUE(plugins->file(admin, id));
  EXPECT_EQ((*plugins->files(admin, "person", anna.id))[0]["id"], id);
}

TEST_P(FieldFilesTest, R54AFileIsExportedAndErasedWithThePerson) {
  const Record deal = *records->create(admin, "deal", {{"title", "Hers"}, {"person", anna.id}});
  ASSERT_TRUE(put(admin, anna.id, kPdf));
  ASSERT_TRUE(put(admin, deal.id, kPdf, "offer.pdf", "deal"));
  const auto exported =
      PersonExport({*database, *records, clock, plugins.get()}).document(admin, anna.id);
  ASSERT_TRUE(exported) << exported.error().message;
  EXPECT_EQ((*exported)["plugins"][0]["plugin"], "company");
  EXPECT_EQ((*exported)["plugins"][0]["files"].size(), 2U);
  Tombstones tombstones("secret");
  ErasureDesk desk({*database, *records, *outbox, clock, ids, tombstones, plugins.get(),
                    crypto::SigningKey::generate(), data});

  const auto erased = desk.begin(admin, anna.id, "their wish");

  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(erased->state, "done");
  EXPECT_EQ(files_on_disk(data), 0U);
}

// Over REST, from a real host.
class FieldFilesHttpTest : public OnEither<RunningHostTest> {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    ASSERT_TRUE(add_contract_field(*this, "person"));
    add_administrator();
    anna_ = person({{"first_name", "Anna"}}).id;
    close();
    start_host();
  }
  Result<http::Response> bring(const std::string& bytes, const std::string& query) {
    http::Headers headers = headers_;
    headers["content-type"] = "application/octet-stream";
    return client_->send("POST", "/api/v1/records/person/" + anna_ + "/files" + query, headers,
                         bytes);
  }
  std::string anna_;
};
INSTANTIATE_TEST_SUITE_P(Databases, FieldFilesHttpTest, testing::both_databases(),
                         testing::database_name);

TEST_P(FieldFilesHttpTest, R38AFileIsBroughtAndSavedOverRest) {
  const auto brought = bring(kPdf, "?field=x_contract&name=contract.pdf");

  ASSERT_TRUE(brought && brought->status == 201) << brought->body;
  const std::string id = Json::parse(brought->body)["id"];
  const auto got = client_->get("/api/v1/files/" + id, headers_);
  EXPECT_EQ(got->body, kPdf);
  EXPECT_EQ(got->headers.at("x-content-type-options"), "nosniff");
  EXPECT_EQ(got->headers.at("content-disposition"), "attachment; filename*=UTF-8''contract.pdf");
  EXPECT_EQ(bring(kPdf, "?field=first_name&name=a")->status, 400);
  EXPECT_EQ(bring(std::string(FieldFiles::kUploadBytesMax + 1, 'x'), "?field=x_contract")->status,
            413);
}

TEST_P(FieldFilesHttpTest, AHostKilledAfterTheAnswerHasTheFile) {
  const std::string id =
      Json::parse(bring(kPdf, "?field=x_contract&name=contract.pdf")->body)["id"];
  host_->kill_now();
  start_host();

  EXPECT_EQ(client_->get("/api/v1/files/" + id, headers_)->body, kPdf);
}

}  // namespace
}  // namespace kontor::host
