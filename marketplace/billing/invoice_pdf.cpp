#include "marketplace/billing/invoice_pdf.hpp"

#include <cairo-pdf.h>
#include <cairo.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "marketplace/core/money_text.hpp"

namespace kontor::marketplace::billing {
namespace {

// Points; A4.
constexpr double kPageWidth = 595.28, kPageHeight = 841.89;
constexpr double kLeft = 57, kRight = kPageWidth - 57, kTop = 64, kBottom = kPageHeight - 70;
constexpr double kSmall = 8, kNormal = 9.5, kLarge = 16;
constexpr double kLineHeight = 14;
constexpr double kQuantityEnd = 400, kUnitEnd = 465;
constexpr double kTextEnd = 350;
constexpr const char* kFont = "DejaVu Sans";

struct CairoDeleter {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};

cairo_status_t append_bytes(void* closure, const unsigned char* bytes, unsigned int size) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

std::string day_of(TimeMs time) { return to_rfc3339(time).substr(0, 10); }

// Writes from top to bottom and begins a page when one is full.
class Sheet {
 public:
  explicit Sheet(cairo_t* context) : context_(context) {}

  void font(double size, bool bold = false) {
    cairo_select_font_face(context_, kFont, CAIRO_FONT_SLANT_NORMAL,
                           bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(context_, size);
  }
  void at(double x, const std::string& text) {
    cairo_move_to(context_, x, y_);
    cairo_show_text(context_, text.c_str());
  }
  void until(double x, const std::string& text) { at(x - width(text), text); }
  void down(double points = kLineHeight) {
    y_ += points;
    if (y_ <= kBottom) return;
    cairo_show_page(context_);
    y_ = kTop;
  }
  // So much is to stay together.
  void keep(double points) {
    if (y_ + points > kBottom) down(kBottom);
  }
  void rule() {
    cairo_set_line_width(context_, 0.5);
    cairo_move_to(context_, kLeft, y_ - kLineHeight + 4);
    cairo_line_to(context_, kRight, y_ - kLineHeight + 4);
    cairo_stroke(context_);
  }
  double y() const { return y_; }
  void go_to(double y) { y_ = y; }

  // The text in lines that are no wider; words are kept whole where they fit.
  std::vector<std::string> wrapped(const std::string& text, double width_max) {
    std::vector<std::string> lines;
    std::string line;
    std::size_t begin = 0;
    while (begin <= text.size()) {
      const std::size_t end = std::min(text.find_first_of(" \n", begin), text.size());
      const std::string word = text.substr(begin, end - begin);
      const std::string longer = line.empty() ? word : line + " " + word;
      if (line.empty() || width(longer) <= width_max) {
        line = longer;
      } else {
        lines.push_back(line);
        line = word;
      }
      if (end < text.size() && text[end] == '\n') {
        lines.push_back(line);
        line.clear();
      }
      begin = end + 1;
    }
    if (!line.empty()) lines.push_back(line);
    return lines;
  }

 private:
  double width(const std::string& text) {
    cairo_text_extents_t extents;
    cairo_text_extents(context_, text.c_str(), &extents);
    return extents.x_advance;
  }

  cairo_t* context_;
  double y_ = kTop;
};

void write_party(Sheet& sheet, double x, const char* title, const Party& party) {
  sheet.font(kSmall, /*bold=*/true);
  sheet.at(x, title);
  sheet.down();
  sheet.font(kNormal);
  const double width_max = (kRight - kLeft) / 2 - 20;
  for (const std::string& text : {party.name, party.address})
    for (const std::string& line : sheet.wrapped(text, width_max)) {
      sheet.at(x, line);
      sheet.down();
    }
  for (const auto& [label, text] : {std::pair<const char*, const std::string&>{"", party.country},
                                    {"Tax id: ", party.tax_id},
                                    {"", party.email}})
    if (!text.empty()) {
      sheet.at(x, label + text);
      sheet.down();
    }
}

void write_parties(Sheet& sheet, const Invoice& invoice) {
  const double top = sheet.y();
  write_party(sheet, kLeft, "Seller", invoice.seller);
  const double left_end = sheet.y();
  sheet.go_to(top);
  write_party(sheet, (kLeft + kRight) / 2, "Buyer", invoice.buyer);
  sheet.go_to(std::max(left_end, sheet.y()) + kLineHeight);
}

void write_fact(Sheet& sheet, const char* label, const std::string& value) {
  if (value.empty()) return;
  sheet.font(kNormal);
  sheet.at(kLeft, label);
  sheet.at(kLeft + 120, value);
  sheet.down();
}

void write_head(Sheet& sheet, const Invoice& invoice) {
  const bool note = invoice.kind == InvoiceKind::credit_note;
  sheet.font(kLarge, /*bold=*/true);
  sheet.at(kLeft, (note ? "Credit note " : "Invoice ") + invoice.number);
  sheet.down(2 * kLineHeight);
  write_parties(sheet, invoice);
  write_fact(sheet, "Date", day_of(invoice.issued_at_ms));
  write_fact(sheet, "Takes back invoice", invoice.corrects);
  if (!note) write_fact(sheet, "Due", day_of(invoice.due_at_ms));
  write_fact(sheet, "Order", invoice.order_id);
  sheet.down();
}

void write_lines(Sheet& sheet, const Invoice& invoice) {
  sheet.font(kSmall, /*bold=*/true);
  sheet.at(kLeft, "Item");
  sheet.until(kQuantityEnd, "Quantity");
  sheet.until(kUnitEnd, "Unit price");
  sheet.until(kRight, "Amount, " + invoice.currency);
  sheet.down();
  sheet.rule();
  for (const InvoiceLine& line : invoice.lines) {
    sheet.font(kNormal);
    const auto texts = sheet.wrapped(line.text, kTextEnd - kLeft);
    sheet.keep(kLineHeight * static_cast<double>(texts.size()));
    sheet.until(kQuantityEnd, std::to_string(line.quantity));
    sheet.until(kUnitEnd, money_text(line.unit, invoice.currency));
    sheet.until(kRight, money_text(line.amount, invoice.currency));
    for (const std::string& text : texts) {
      sheet.at(kLeft, text);
      sheet.down();
    }
  }
  sheet.rule();
}

void write_sum(Sheet& sheet, const std::string& label, std::int64_t amount,
               const Invoice& invoice) {
  sheet.until(kUnitEnd, label);
  sheet.until(kRight, money_text(amount, invoice.currency));
  sheet.down();
}

void write_sums(Sheet& sheet, const Invoice& invoice) {
  sheet.keep(4 * kLineHeight);
  sheet.down(4);
  sheet.font(kNormal);
  write_sum(sheet, "Net", invoice.net, invoice);
  write_sum(sheet, invoice.tax.name.empty() ? "Tax" : invoice.tax.name, invoice.tax_amount,
            invoice);
  sheet.font(kNormal, /*bold=*/true);
  write_sum(sheet, "Total " + invoice.currency, invoice.gross, invoice);
  sheet.down();
}

void write_payment(Sheet& sheet, const Invoice& invoice) {
  if (invoice.kind == InvoiceKind::credit_note || invoice.gross == 0) return;
  sheet.keep(6 * kLineHeight);
  for (const Instalment& part : invoice.schedule)
    write_fact(sheet, "Instalment",
               std::to_string(part.number) + " of " + std::to_string(invoice.schedule.size()) +
                   ", due " + day_of(part.due_at_ms) + ": " +
                   money_text(part.amount, invoice.currency) + " " + invoice.currency);
  write_fact(sheet, "Pay to", invoice.seller.name);
  write_fact(sheet, "IBAN", invoice.seller.iban);
  write_fact(sheet, "BIC", invoice.seller.bic);
  sheet.font(kNormal, /*bold=*/true);
  sheet.at(kLeft, "Payment reference");
  sheet.at(kLeft + 120, invoice.reference);
  sheet.down();
}

}  // namespace

Result<std::string> invoice_pdf(const Invoice& invoice) {
  std::string bytes;
  const std::unique_ptr<cairo_surface_t, CairoDeleter> surface(
      cairo_pdf_surface_create_for_stream(append_bytes, &bytes, kPageWidth, kPageHeight));
  const std::string title =
      (invoice.kind == InvoiceKind::invoice ? "Invoice " : "Credit note ") + invoice.number;
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE,
                                 to_rfc3339(invoice.issued_at_ms).c_str());
  {
    const std::unique_ptr<cairo_t, CairoDeleter> context(cairo_create(surface.get()));
    Sheet sheet(context.get());
    write_head(sheet, invoice);
    write_lines(sheet, invoice);
    write_sums(sheet, invoice);
    write_payment(sheet, invoice);
    cairo_show_page(context.get());
    if (cairo_status(context.get()) != CAIRO_STATUS_SUCCESS)
      return Error{ErrorCode::internal, "the invoice was not drawn"};
  }
  cairo_surface_finish(surface.get());
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS)
    return Error{ErrorCode::internal, "the invoice was not written"};
  return bytes;
}

}  // namespace kontor::marketplace::billing
