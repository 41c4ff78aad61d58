#include "bridge/rate_search.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include <utility>

namespace epochlab::ui {

RateSearch::RateSearch(core::RunServices services, QObject* parent) : QObject(parent), m_services(std::move(services)) {}

RateSearch::~RateSearch() { m_stop.request_stop(); }

void RateSearch::start(const core::RateFinderRequest& request) {
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_running = true;
    const auto say = [guard = QPointer<RateSearch>(this)](auto what) { // by way of the application: this may be gone by then
        QMetaObject::invokeMethod(QCoreApplication::instance(), [guard, what = std::move(what)] {
            if (guard != nullptr) what(*guard);
        });
    };
    QThreadPool::globalInstance()->start([say, request, services = m_services, stop = m_stop.get_token(), generation = ++m_generation] {
        const auto point = [&](const core::RatePoint& measured) {
            say([measured, generation](RateSearch& search) {
                if (generation == search.m_generation) emit search.measured(measured);
            });
        };
        const core::Result<core::RateTest> outcome = core::findRate(request, services, stop, point);
        say([outcome, generation](RateSearch& search) { search.take(generation, outcome); });
    });
}

void RateSearch::take(std::int64_t generation, const core::Result<core::RateTest>& outcome) {
    if (generation != m_generation) return;
    m_running = false;
    if (outcome)
        emit ended(*outcome);
    else
        emit failed(outcome.error());
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_rate_search.cpp"
