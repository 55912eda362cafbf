// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/gpu_section.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>

#include "ui/base/proxy_style.h"
#include "ui/base/to_qt.h"
#include "ui/session/gpu/known_gpus.h"

namespace weft::ui {
namespace {

constexpr int kWidestText = 320;
constexpr double kPercent = 100;
constexpr double kGibi = 1024.0 * 1024.0 * 1024.0;

QString listText(const GpuList& list) {
    QStringList lines;
    for (const GpuEntry& card : list.cards) {
        lines.append(GpuSection::tr("%1: %2, %3 GiB, capability %4")
                         .arg(toQt(card.device), toQt(card.name))
                         .arg(static_cast<double>(card.totalBytes) / kGibi, 0, 'f', 1)
                         .arg(toQt(card.capability)));
    }
    if (lines.isEmpty()) { lines.append(GpuSection::tr("No GPU: %1").arg(toQt(list.reason))); }
    if (!list.visible.empty()) {
        lines.append(QStringLiteral("CUDA_VISIBLE_DEVICES=%1").arg(toQt(list.visible)));
    }
    return lines.join('\n');
}

}  // namespace

GpuSection::GpuSection(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("gpuSection"));
    const GpuOptions options = KnownGpus::options();
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);

    m_use = new QComboBox(this);
    m_use->setObjectName(QStringLiteral("gpuUse"));
    m_use->setAccessibleName(tr("Use of GPUs"));
    m_use->addItems({tr("Where a node names one"), tr("Always"), tr("Never")});
    m_use->setCurrentIndex(static_cast<int>(options.use));
    m_use->setToolTip(tr("Always: what has a GPU kernel goes to a GPU, unless told otherwise"));
    form->addRow(tr("GPUs"), m_use);

    m_list = new QLabel(this);
    m_list->setObjectName(QStringLiteral("gpuList"));
    m_list->setAccessibleName(tr("GPUs of this machine"));
    m_list->setFont(fontOf(TextRole::Caption));
    m_list->setForegroundRole(QPalette::PlaceholderText);
    m_list->setWordWrap(true);
    m_list->setTextFormat(Qt::PlainText);
    m_list->setFixedWidth(kWidestText);
    form->addRow(m_list);

    m_fraction = new QSpinBox(this);
    m_fraction->setObjectName(QStringLiteral("gpuFraction"));
    m_fraction->setAccessibleName(tr("GPU memory"));
    m_fraction->setRange(0, 100);
    m_fraction->setSuffix(QStringLiteral(" %"));
    m_fraction->setSpecialValueText(tr("all"));
    m_fraction->setValue(qRound(options.memoryFraction * kPercent));
    m_fraction->setToolTip(
        tr("per_process_gpu_memory_fraction: of a GPU's memory, at most. "
           "Counts from when a GPU is first used"));
    form->addRow(tr("GPU memory"), m_fraction);

    m_growth = new QCheckBox(tr("Take memory as it is needed"), this);
    m_growth->setObjectName(QStringLiteral("gpuGrowth"));
    m_growth->setChecked(options.allowGrowth);
    m_growth->setToolTip(tr("allow_growth; else all of it is taken when a GPU is first used"));
    form->addRow(m_growth);

    m_tf32 = new QCheckBox(tr("Fast matrix units (TF32)"), this);
    m_tf32->setObjectName(QStringLiteral("gpuTf32"));
    m_tf32->setChecked(options.tf32);
    m_tf32->setToolTip(tr("Factors of float products are rounded to 10 bits of fraction"));
    form->addRow(m_tf32);

    auto* hint = new QLabel(tr("GPUs are set for this machine, and remembered"), this);
    hint->setFont(fontOf(TextRole::Caption));
    hint->setForegroundRole(QPalette::PlaceholderText);
    form->addRow(hint);

    connect(m_use, &QComboBox::currentIndexChanged, this, &GpuSection::keep);
    connect(m_fraction, &QSpinBox::valueChanged, this, &GpuSection::keep);
    connect(m_growth, &QCheckBox::toggled, this, &GpuSection::keep);
    connect(m_tf32, &QCheckBox::toggled, this, &GpuSection::keep);
    connect(&KnownGpus::instance(), &KnownGpus::answered, this, &GpuSection::showList);
    showList();
}

void GpuSection::showList() {
    const auto& list = KnownGpus::instance().list();
    m_list->setText(list ? listText(*list) : tr("Looking for GPUs..."));
    const bool isThere = list && !list->cards.empty();
    for (QWidget* widget : {static_cast<QWidget*>(m_use), static_cast<QWidget*>(m_fraction),
                            static_cast<QWidget*>(m_growth), static_cast<QWidget*>(m_tf32)}) {
        widget->setEnabled(isThere);
    }
    if (QWidget* popover = window(); popover != this) { popover->adjustSize(); }
}

void GpuSection::keep() {
    GpuOptions options = KnownGpus::options();
    options.use = static_cast<GpuOptions::Use>(m_use->currentIndex());
    options.memoryFraction = m_fraction->value() / kPercent;
    options.allowGrowth = m_growth->isChecked();
    options.tf32 = m_tf32->isChecked();
    KnownGpus::setOptions(options);
}

}  // namespace weft::ui
