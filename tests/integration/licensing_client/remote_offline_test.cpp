#include "base/core/files.hpp"
#include "licensing/core/calendar.hpp"
#include "licensing/document/revocation_list.hpp"
#include "licensing/seats/offline_desk.hpp"
#include "tests/integration/licensing_client/remote_fixture.hpp"

namespace kontor::licensing {
namespace {

// A notebook that reaches no ledger, and somebody who carries files.
class RemoteOfflineTest : public RemoteFixture {
 protected:
  void SetUp() override {
    RemoteFixture::SetUp();
    Offer lends = maker_.offer(SeatModel::concurrent);
    lends.borrow = {.days_max = 14, .seats_stay = 1};
    License shared = maker_.license(SeatModel::concurrent, 2);
    shared.issued_at_ms += 1000;
    shared_ = shared.license_id;
    ASSERT_TRUE(ledger_->install_document(maker_.document(shared, lends)));
    License site = maker_.license(SeatModel::site, 0);
    site.license_id.back() = 'f';
    site.product = "kontor.site";
    site_ = site.license_id;
    Offer for_all = maker_.offer(SeatModel::site);
    for_all.product = "kontor.site";
    ASSERT_TRUE(ledger_->install_document(maker_.document(site, for_all)));
    open_notebook();
  }
  void open_notebook() {
    notebook_.reset();
    auto opened = RemoteSeats::open(
        {.origin = "", .authorization = "", .folder = folder_ / "notebook"},
        {.clock = clock_, .random = random_, .keys = maker_.trusted(), .machine = folder_});
    ASSERT_TRUE(opened) << opened.error().message;
    notebook_ = std::move(*opened);
  }
  std::string request(const RemoteSeats::OfflineWish& wish) {
    const auto file = notebook_->offline_request(wish);
    EXPECT_TRUE(file) << file.error().message;
    return file ? *file : "";
  }
  std::string answer(const std::string& file) {
    const auto answered = desk_.answer(file, {.administrator = true});
    EXPECT_TRUE(answered) << answered.error().message;
    return answered ? answered->file : "";
  }
  RemoteSeats::OfflineWish borrow(std::int64_t days) const {
    return {
        .action = OfflineAction::borrow, .license_id = shared_, .subject = "anna", .days = days};
  }
  Result<Lease> sit_down(const std::string& product, const std::string& who) {
    return notebook_->claim(product, who, "user:" + who);
  }
  Standing standing(const std::string& product) {
    return notebook_->standing(product).step.standing;
  }
  // Changes one letter of a token in the middle of the text.
  static std::string forged(std::string text) {
    char& letter = text[text.size() / 2];
    letter = letter == 'A' ? 'B' : 'A';
    return text;
  }

  std::string shared_;
  std::string site_;
  std::unique_ptr<RemoteSeats> notebook_;
  OfflineDesk desk_{*database_, *ledger_, clock_, maker_.authority_key, maker_.trusted()};
};

INSTANTIATE_TEST_SUITE_P(Databases, RemoteOfflineTest, testing::both_databases(),
                         testing::database_name);

TEST_P(RemoteOfflineTest, WhatAFileActivatedWorksWithoutALedgerAlsoAfterARestart) {
  EXPECT_EQ(code_of(sit_down("kontor.site", "anna")), "unlicensed");
  const std::string file = request({.license_id = site_});
  EXPECT_EQ(request({.license_id = site_}), file) << "asked again it is the same";

  const auto brought = notebook_->take_offline_response(answer(file));

  ASSERT_TRUE(brought) << brought.error().message;
  EXPECT_EQ(brought->product, "kontor.site");
  clock_.advance(300 * kDayMs);
  open_notebook();
  EXPECT_EQ(standing("kontor.site"), Standing::full);
  EXPECT_TRUE(sit_down("kontor.site", "anna"));
  EXPECT_TRUE(sit_down("kontor.site", "bo"));
  const auto proof = notebook_->prove("kontor.site", "", "nonce");
  ASSERT_TRUE(proof);
  EXPECT_FALSE(proof->binding.empty());
}

TEST_P(RemoteOfflineTest, ASeatTravelsAndComesBackByFilesAlone) {
  const auto brought = notebook_->take_offline_response(answer(request(borrow(5))));
  ASSERT_TRUE(brought) << brought.error().message;
  EXPECT_EQ(brought->until_ms, clock_.now_ms() + 5 * kDayMs);
  clock_.advance(3 * kDayMs);
  open_notebook();
  EXPECT_TRUE(sit_down("kontor.sms", "anna"));
  EXPECT_EQ(standing("kontor.sms"), Standing::full);
  EXPECT_EQ(code_of(sit_down("kontor.sms", "bo")), "ledger-unreachable");
  EXPECT_EQ(ledger_->seats(shared_)->borrowed, 1);

  const auto back = notebook_->offline_return(shared_, "anna");

  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(code_of(sit_down("kontor.sms", "anna")), "ledger-unreachable") << "at once";
  EXPECT_EQ(notebook_->offline_return(shared_, "anna").value(), *back) << "a lost file";
  EXPECT_TRUE(desk_.take_back(*back, {.administrator = true}));
  EXPECT_EQ(ledger_->seats(shared_)->used, 0);
}

TEST_P(RemoteOfflineTest, ABorrowedSeatEndsAtItsDateWithoutAnybody) {
  ASSERT_TRUE(notebook_->take_offline_response(answer(request(borrow(2)))));
  clock_.advance(2 * kDayMs + 1000);
  EXPECT_EQ(code_of(sit_down("kontor.sms", "anna")), "ledger-unreachable");
  ASSERT_TRUE(ledger_->expire());
  EXPECT_EQ(ledger_->seats(shared_)->used, 0);
}

TEST_P(RemoteOfflineTest, ASeatThatWasGivenBackDoesNotComeWithAnotherAnswer) {
  ASSERT_TRUE(notebook_->take_offline_response(answer(request(borrow(5)))));
  const std::string before = answer(request(borrow(4)));
  const auto back = notebook_->offline_return(shared_, "anna");
  ASSERT_TRUE(back) << back.error().message;
  const std::string asked = request(borrow(3));
  const std::string meanwhile = answer(asked);
  ASSERT_TRUE(desk_.take_back(*back, {.administrator = true}));
  ASSERT_EQ(ledger_->holders(shared_)->size(), 0U);

  EXPECT_EQ(code_of(notebook_->take_offline_response(before)), "wrong-nonce");
  EXPECT_EQ(code_of(notebook_->take_offline_response(meanwhile)), "stale-fence");
  EXPECT_TRUE(notebook_->on_travel().empty());

  EXPECT_TRUE(notebook_->take_offline_response(answer(asked))) << "brought again, a new seat";
  EXPECT_EQ(ledger_->holders(shared_)->size(), 1U);
}

TEST_P(RemoteOfflineTest, WhatIsForgedOldOrAnothersChangesNothing) {
  const std::string response = answer(request(borrow(5)));
  EXPECT_FALSE(notebook_->take_offline_response(forged(response)));
  EXPECT_FALSE(notebook_->take_offline_response(response.substr(0, response.find('\n'))));
  EXPECT_FALSE(notebook_->take_offline_response(""));
  EXPECT_FALSE(host_->take_offline_response(response)) << "another device";
  EXPECT_TRUE(notebook_->on_travel().empty());

  ASSERT_TRUE(notebook_->take_offline_response(response));
  EXPECT_EQ(code_of(notebook_->take_offline_response(response)), "wrong-nonce") << "it is answered";
  EXPECT_EQ(code_of(notebook_->offline_return(shared_, "bo")), "nothing-to-return");
  EXPECT_EQ(code_of(notebook_->offline_return(site_, "")), "nothing-to-return");
}

TEST_P(RemoteOfflineTest, AListOfWithdrawnLicencesTravelsWithTheAnswer) {
  ASSERT_TRUE(notebook_->take_offline_response(answer(request(borrow(5)))));
  const License license = *ledger_->license(shared_);
  const RevocationList list{
      .company_id = license.company_id,
      .sequence = 1,
      .issued_at_ms = clock_.now_ms(),
      .revoked = {{.license_id = shared_, .at_ms = clock_.now_ms(), .reason = "refund"}}};
  const std::string document = maker_.document(SeatModel::concurrent, 2);
  ASSERT_TRUE(desk_.take_revocations(sign_revocations(list, maker_.market_key).value()));

  ASSERT_TRUE(notebook_->take_offline_response(answer(request({.license_id = site_}))));

  EXPECT_TRUE(notebook_->licenses("kontor.sms").empty());
  EXPECT_EQ(code_of(notebook_->install_document(document)), "license-revoked");
  EXPECT_EQ(notebook_->licenses("kontor.site").size(), 1U);
}

// It wrote the list down and died before it had removed the licence.
TEST_P(RemoteOfflineTest, AWithdrawnLicenceDoesNotComeBackWithARestart) {
  ASSERT_TRUE(notebook_->take_offline_response(answer(request(borrow(5)))));
  const auto kept = folder_ / "notebook" / "licenses" / (shared_ + ".json");
  const std::string document = read_file(kept, 1 << 20).value();
  const RevocationList list{
      .company_id = ledger_->license(shared_)->company_id,
      .sequence = 1,
      .issued_at_ms = clock_.now_ms(),
      .revoked = {{.license_id = shared_, .at_ms = clock_.now_ms(), .reason = "refund"}}};
  ASSERT_TRUE(notebook_->take_revocations(sign_revocations(list, maker_.market_key).value()));
  ASSERT_TRUE(write_file(kept, document));

  open_notebook();

  EXPECT_TRUE(notebook_->licenses("kontor.sms").empty());
  EXPECT_TRUE(notebook_->is_withdrawn(shared_, list.company_id).value());
}

TEST_P(RemoteOfflineTest, AnActivationThatWasGivenBackNoLongerWorks) {
  ASSERT_TRUE(notebook_->take_offline_response(answer(request({.license_id = site_}))));
  const auto back = notebook_->offline_return(site_, "");
  ASSERT_TRUE(back) << back.error().message;
  open_notebook();
  EXPECT_EQ(standing("kontor.site"), Standing::off);
  EXPECT_TRUE(desk_.take_back(*back, {.administrator = true}));
}

}  // namespace
}  // namespace kontor::licensing
