#include "marketplace/client/market_sites.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace kontor::marketplace {
namespace {

constexpr std::size_t kFolderBlockBytes = std::size_t{1} << 16;
constexpr std::size_t kSitesMax = 16;

class HttpSite final : public MarketSite {
 public:
  HttpSite(const std::string& url, std::unique_ptr<http::Client> client, std::string prefix)
      : MarketSite(url), client_(std::move(client)), prefix_(std::move(prefix)) {}

  Status download(const std::string& name, std::size_t bytes_max,
                  const http::Client::Sink& sink) override {
    // Names come percent-encoded, and a "%" in one is part of the file's name.
    Status got = client_->download(prefix_ + name, bytes_max, sink);
    // Object stores answer 403 for what they do not have.
    if (!got && got.error().code == ErrorCode::forbidden)
      return Error{ErrorCode::not_found, got.error().message};
    return got;
  }

 private:
  std::unique_ptr<http::Client> client_;
  std::string prefix_;
};

// Whether a name may leave the folder it is looked for in; "a..b" is a name like any other.
bool leads_out(const std::filesystem::path& name) {
  return name.has_root_directory() || std::ranges::find(name, "..") != name.end();
}

class FolderSite final : public MarketSite {
 public:
  FolderSite(const std::string& url, std::filesystem::path folder)
      : MarketSite(url), folder_(std::move(folder)) {}

  Status download(const std::string& name, std::size_t bytes_max,
                  const http::Client::Sink& sink) override {
    const std::filesystem::path path = folder_ / name;
    if (leads_out(name))
      return Error{ErrorCode::invalid_argument, "\"" + name + "\" is no name of a market's file"};
    // Neither a pipe, which would never end, nor a link out of the folder.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0) return Error{ErrorCode::not_found, "there is no file " + path.string()};
    const Status copied = copy(descriptor, path, bytes_max, sink);
    ::close(descriptor);
    return copied;
  }

 private:
  static Status copy(int descriptor, const std::filesystem::path& path, std::size_t bytes_max,
                     const http::Client::Sink& sink) {
    struct stat facts {};
    if (::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode))
      return Error{ErrorCode::not_found, path.string() + " is no regular file"};
    std::array<char, kFolderBlockBytes> block{};
    std::size_t total = 0;
    while (true) {
      const ssize_t count = ::read(descriptor, block.data(), block.size());
      if (count < 0) return Error{ErrorCode::unavailable, "cannot read " + path.string()};
      if (count == 0) return ok();
      total += static_cast<std::size_t>(count);
      if (total > bytes_max)
        return Error{ErrorCode::exhausted,
                     path.string() + " is longer than " + std::to_string(bytes_max) + " bytes"};
      TRY(sink({block.data(), static_cast<std::size_t>(count)}));
    }
  }

  std::filesystem::path folder_;
};

}  // namespace

Result<std::unique_ptr<MarketSite>> MarketSite::open(const std::string& url, int timeout_ms) {
  constexpr std::string_view kFile = "file://";
  if (url.starts_with(kFile))
    return std::unique_ptr<MarketSite>(std::make_unique<FolderSite>(url, url.substr(kFile.size())));
  const auto authority = url.find("://");
  if (authority == std::string::npos)
    return Error{ErrorCode::invalid_argument,
                 "\"" + url + "\" is no URL of a market: http://, https:// or file://"};
  const auto slash = url.find('/', authority + 3);
  std::string prefix = slash == std::string::npos ? "/" : url.substr(slash);
  if (prefix.back() != '/') prefix += '/';
  http::ClientOptions options;
  options.timeout_ms = timeout_ms;
  auto client = TRY(http::Client::create(url.substr(0, slash), options));
  return std::unique_ptr<MarketSite>(
      std::make_unique<HttpSite>(url, std::move(client), std::move(prefix)));
}

Result<std::string> MarketSite::fetch(const std::string& name, std::size_t bytes_max) {
  std::string bytes;
  TRY(download(name, bytes_max, [&bytes](std::string_view piece) {
    bytes.append(piece);
    return ok();
  }));
  return bytes;
}

Result<std::unique_ptr<MarketSites>> MarketSites::open(const std::vector<std::string>& urls,
                                                       int timeout_ms) {
  if (urls.empty() || urls.size() > kSitesMax)
    return Error{ErrorCode::invalid_argument, "a market has one to " + std::to_string(kSitesMax) +
                                                  " URLs, not " + std::to_string(urls.size())};
  auto sites = std::make_unique<MarketSites>();
  sites->sites_.reserve(urls.size());
  for (const std::string& url : urls)
    sites->sites_.push_back(TRY(MarketSite::open(url, timeout_ms)));
  return sites;
}

std::unique_ptr<MarketSites> MarketSites::of(std::vector<std::unique_ptr<MarketSite>> sites) {
  auto made = std::make_unique<MarketSites>();
  made->sites_ = std::move(sites);
  return made;
}

Status MarketSites::first_that(const std::function<Status(MarketSite&)>& attempt) {
  Status first = attempt(*sites_[preferred_]);
  if (alone_) return first;
  for (std::size_t index = 0; !first && index < sites_.size(); ++index)
    if (index != preferred_ && attempt(*sites_[index])) return ok();
  return first;
}

Result<std::string> MarketSites::fetch(const std::string& name, std::size_t bytes_max) {
  std::string bytes;
  const Status found = first_that([&](MarketSite& site) -> Status {
    bytes = TRY(site.fetch(name, bytes_max));
    return ok();
  });
  if (!found) return found.error();
  return bytes;
}

}  // namespace kontor::marketplace
