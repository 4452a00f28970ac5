// The function bodies of Boost.Asio and Beast, which are left out of every other file
// (BOOST_*_SEPARATE_COMPILATION, cmake/Dependencies.cmake).
#include <boost/asio.hpp>
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
