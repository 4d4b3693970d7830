#include "marketplace/cli/publish/progress_bar.hpp"

#include <unistd.h>

#include <string>

namespace kontor::marketplace {
namespace {

constexpr std::size_t kBarWidth = 40;

std::string mebibytes(std::size_t bytes) {
  const std::size_t tenths = bytes * 10 / (std::size_t{1} << 20);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

}  // namespace

ProgressBar::Form ProgressBar::form_for_standard_error(bool wanted) {
  if (::isatty(2) != 0) return Form::bar;
  return wanted ? Form::lines : Form::none;
}

void ProgressBar::show(std::size_t done, std::size_t all) {
  if (form_ == Form::none || all == 0) return;
  const std::string text = std::to_string(done * 100 / all) + " %, " + mebibytes(done) + " of " +
                           mebibytes(all) + " MiB";
  if (form_ == Form::bar) {
    const std::size_t full = done * kBarWidth / all;
    out_ << "\r[" << std::string(full, '#') << std::string(kBarWidth - full, '.') << "] " << text
         << "   " << std::flush;
  } else if (!begun_ || done * 10 / all > tenths_) {
    out_ << "uploaded " << text << std::endl;
  }
  begun_ = true;
  tenths_ = done * 10 / all;
}

void ProgressBar::finish() {
  if (form_ == Form::bar && begun_) out_ << "\n";
}

}  // namespace kontor::marketplace
