// The session object as session.created and session.updated show it: always whole, since clients
// read nested keys without looking.
// Threads  pure function.
#pragma once

#include <optional>

#include "realtime/dialect.h"
#include "realtime/session_settings.h"

namespace vivavoce::realtime {

// nullopt: the dialect is undecided and the object has the keys of both shapes.
Json SessionToJson(const SessionSettings& settings, std::optional<Dialect> dialect);

}  // namespace vivavoce::realtime
