// Whether a server could listen at an address: asked before seconds of loading models.
#pragma once

#include <string>

#include "base/error.h"

namespace vivavoce::app {

// kUnavailable names the port that is taken and what to do; kInvalidArgument a host that is not an
// address. Port 0 is always free. `field` is the setting that names the port.
Status CheckPortIsFree(const std::string& host, int port, const std::string& field);

}  // namespace vivavoce::app
