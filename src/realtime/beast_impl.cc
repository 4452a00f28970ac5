#include "realtime/beast.h"

// The bodies that BOOST_*_SEPARATE_COMPILATION leaves out of every other file.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
