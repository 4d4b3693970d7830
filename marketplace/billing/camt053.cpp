#include "marketplace/billing/camt053.hpp"

#include <optional>

#include "marketplace/billing/xml_reader.hpp"
#include "marketplace/core/money_text.hpp"

namespace kontor::marketplace::billing {
namespace {

constexpr std::string_view kDocumentSpace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.";
constexpr std::string_view kStatementPath = "/Document/BkToCstmrStmt/Stmt";
constexpr std::string_view kEntryPath = "/Document/BkToCstmrStmt/Stmt/Ntry";
constexpr std::string_view kDetailsPath = "/Document/BkToCstmrStmt/Stmt/Ntry/NtryDtls/TxDtls";
constexpr std::size_t kMessageBytesMax = 1000;

struct EntryBeingRead {
  BankEntry entry = {};  // What the Ntry itself says.
  bool booked = false, credit = false, reversal = false;
  std::vector<BankEntry> details = {};
};

// Collects credits; elements it does not know are passed over.
class CamtHandler final : public XmlHandler {
 public:
  Status begin(const std::string& path, std::string_view space) override {
    if (path == "/Document" && !space.starts_with(kDocumentSpace))
      return Error{ErrorCode::invalid_argument, "this is not a camt.053 statement"};
    if (path.find('/', 1) == std::string::npos && path != "/Document")
      return Error{ErrorCode::invalid_argument, "this is not a camt.053 statement"};
    if (path == kStatementPath) ++statements_;
    if (path == kEntryPath) entry_.emplace();
    if (path == kDetailsPath && entry_) entry_->details.emplace_back();
    return ok();
  }

  Status end(const std::string& path, const std::string& text,
             const std::string& currency) override {
    if (path == kEntryPath && entry_) return take_entry();
    const std::string_view whole = path;
    if (entry_ && whole.starts_with(kDetailsPath) && !entry_->details.empty())
      return in_details(whole.substr(kDetailsPath.size()), text, currency);
    if (entry_ && whole.starts_with(kEntryPath))
      return in_entry(whole.substr(kEntryPath.size()), text, currency);
    if (whole.starts_with(kStatementPath)) in_statement(whole.substr(kStatementPath.size()), text);
    return ok();
  }

  Result<BankStatement> finish() && {
    if (statements_ == 0)
      return Error{ErrorCode::invalid_argument, "the file holds no statement (BkToCstmrStmt/Stmt)"};
    return std::move(statement_);
  }

 private:
  void in_statement(std::string_view below, const std::string& text) {
    if (below == "/Id") statement_.statement_id = text;
    if (below == "/Acct/Id/IBAN" || below == "/Acct/Id/Othr/Id") statement_.account = text;
  }

  static Status amount_into(BankEntry& entry, const std::string& text,
                            const std::string& currency) {
    if (currency.size() != 3)
      return Error{ErrorCode::invalid_argument, "an amount without its currency"};
    entry.amount = TRY(parse_decimal(text, currency));
    entry.currency = currency;
    return ok();
  }

  Status in_entry(std::string_view below, const std::string& text, const std::string& currency) {
    EntryBeingRead& entry = *entry_;
    if (below == "/Amt") TRY(amount_into(entry.entry, text, currency));
    if (below == "/CdtDbtInd") entry.credit = text == "CRDT";
    if (below == "/RvslInd") entry.reversal = text == "true" || text == "1";
    // A code since .08, the bare word before.
    if (below == "/Sts" || below == "/Sts/Cd") entry.booked = entry.booked || text == "BOOK";
    if (below == "/BookgDt/Dt" || below == "/BookgDt/DtTm") entry.entry.day = text.substr(0, 10);
    if (below == "/AcctSvcrRef") entry.entry.reference = text;
    if (below == "/AddtlNtryInf") add_message(entry.entry, text);
    return ok();
  }

  Status in_details(std::string_view below, const std::string& text, const std::string& currency) {
    BankEntry& details = entry_->details.back();
    if (below == "/Amt" || (below == "/AmtDtls/TxAmt/Amt" && details.currency.empty()))
      TRY(amount_into(details, text, currency));
    if (below == "/Refs/AcctSvcrRef") details.reference = text;
    if (below == "/RltdPties/Dbtr/Nm" || below == "/RltdPties/Dbtr/Pty/Nm") details.payer = text;
    if (below == "/RmtInf/Ustrd" || below == "/RmtInf/Strd/CdtrRefInf/Ref")
      add_message(details, text);
    return ok();
  }

  static void add_message(BankEntry& entry, const std::string& text) {
    if (!entry.message.empty()) entry.message += '\n';
    entry.message.append(text, 0, kMessageBytesMax);
    if (entry.message.size() > kMessageBytesMax) entry.message.resize(kMessageBytesMax);
  }

  Status take_entry() {
    EntryBeingRead read = *std::move(entry_);
    entry_.reset();
    ++place_;
    if (read.entry.currency.empty())
      return Error{ErrorCode::invalid_argument, "an entry (Ntry) without an amount"};
    if (!read.booked || !read.credit || read.reversal || read.entry.amount == 0) {
      ++statement_.skipped;
      return ok();
    }
    if (read.entry.reference.empty())
      read.entry.reference = statement_.statement_id + "/" + std::to_string(place_);
    return read.details.empty() ? add(read.entry) : add_details(read);
  }

  // One entry can hold many payments (Btch); each of them pays its own invoice.
  Status add_details(EntryBeingRead& read) {
    std::int64_t rest = read.entry.amount;
    std::size_t number = 0;
    for (BankEntry& details : read.details) {
      ++number;
      if (details.currency.empty() && read.details.size() == 1) {
        details.amount = read.entry.amount;
        details.currency = read.entry.currency;
      }
      if (details.reference.empty() || details.reference == read.entry.reference)
        details.reference = read.details.size() == 1
                                ? read.entry.reference
                                : read.entry.reference + "." + std::to_string(number);
      // What came in another currency is what the account was given.
      if (details.currency != read.entry.currency && read.details.size() == 1) {
        details.amount = read.entry.amount;
        details.currency = read.entry.currency;
      }
      if (details.message.empty()) details.message = read.entry.message;
      details.day = read.entry.day;
      rest -= details.amount;
      if (details.currency != read.entry.currency || details.amount <= 0 || rest < 0)
        return Error{ErrorCode::invalid_argument,
                     "the details (TxDtls) of an entry do not add up to its amount"};
      TRY(add(details));
    }
    if (rest != 0)
      return Error{ErrorCode::invalid_argument,
                   "the details (TxDtls) of an entry do not add up to its amount"};
    return ok();
  }

  Status add(const BankEntry& entry) {
    if (statement_.credits.size() >= kStatementEntriesMax)
      return Error{ErrorCode::invalid_argument, "more than 20000 payments in one file"};
    statement_.credits.push_back(entry);
    return ok();
  }

  BankStatement statement_ = {};
  std::optional<EntryBeingRead> entry_ = {};
  std::int64_t statements_ = 0, place_ = 0;
};

}  // namespace

Result<BankStatement> parse_camt053(std::string_view xml) {
  CamtHandler handler;
  TRY(read_xml(xml, {.bytes_max = kStatementBytesMax}, handler));
  return std::move(handler).finish();
}

}  // namespace kontor::marketplace::billing
