// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/gpu/known_gpus.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include "ui/base/background.h"
#include "ui/base/settings.h"

namespace weft::ui {
namespace {

const QString kKept = QStringLiteral("gpu");
const QString kUse = QStringLiteral("use");
const QString kFraction = QStringLiteral("memoryFraction");
const QString kGrowth = QStringLiteral("allowGrowth");
const QString kTf32 = QStringLiteral("tf32");

}  // namespace

KnownGpus::KnownGpus(QObject* parent) : QObject(parent) {}

KnownGpus& KnownGpus::instance() {
    static auto* const known = new KnownGpus(QCoreApplication::instance());
    return *known;
}

const std::optional<GpuList>& KnownGpus::list() {
    if (!m_isAsked) {
        m_isAsked = true;
        inBackground(
            this, [] { return listGpus(); },
            [this](GpuList found) {
                m_list = std::move(found);
                emit answered();
            });
    }
    return m_list;
}

GpuOptions KnownGpus::options() { return gpuOptions(); }

void KnownGpus::setOptions(const GpuOptions& options) {
    setGpuOptions(options);
    const QJsonObject kept{{kUse, static_cast<int>(options.use)},
                           {kFraction, options.memoryFraction},
                           {kGrowth, options.allowGrowth},
                           {kTf32, options.tf32}};
    Settings().setState(kKept, QJsonDocument(kept).toJson(QJsonDocument::Compact));
}

void KnownGpus::restoreOptions() {
    const QJsonObject kept = QJsonDocument::fromJson(Settings().state(kKept)).object();
    if (kept.isEmpty()) { return; }
    GpuOptions options = gpuOptions();
    const int use = kept[kUse].toInt();
    if (use >= 0 && use <= static_cast<int>(GpuOptions::Use::Never)) {
        options.use = static_cast<GpuOptions::Use>(use);
    }
    options.memoryFraction = qBound(0.0, kept[kFraction].toDouble(), 1.0);
    options.allowGrowth = kept[kGrowth].toBool(true);
    options.tf32 = kept[kTf32].toBool(false);
    setGpuOptions(options);
}

}  // namespace weft::ui
