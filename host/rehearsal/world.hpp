#pragma once

#include "host/plugins/bare_company.hpp"
#include "host/rehearsal/company_copy.hpp"
#include "host/rehearsal/rehearsal_licenses.hpp"

namespace kontor::host {

// The host's own parts over the copy of a company, every plugin behind `tap`.
class RehearsalWorld : public BareCompany {
 public:
  static Result<std::unique_ptr<RehearsalWorld>> open(const RehearsalOrder& order,
                                                      const CompanyCopy& copy, PluginTap& tap);

  // A licence of this rehearsal for the product.
  Status license(const std::string& product);

 private:
  RehearsalLicenses licenses_;
};

}  // namespace kontor::host
