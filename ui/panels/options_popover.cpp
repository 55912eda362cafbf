// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/options_popover.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QIntValidator>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QSpinBox>

#include "ui/base/proxy_style.h"
#include "ui/panels/gpu_section.h"

namespace weft::ui {
namespace {

constexpr int kMostDevices = 8;

}  // namespace

OptionsPopover::OptionsPopover(const SessionChoices& choices, QWidget* parent)
    : QFrame(parent, Qt::Popup), m_choices(choices) {
    setObjectName(QStringLiteral("optionsPopover"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* form = new QFormLayout(this);
    form->setContentsMargins(16, 12, 16, 12);
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);
    auto* title = new QLabel(tr("Session options"), this);
    title->setFont(fontOf(TextRole::Title));
    form->addRow(title);
    auto* devices = new QSpinBox(this);
    devices->setObjectName(QStringLiteral("cpuDevices"));
    devices->setRange(1, kMostDevices);
    devices->setValue(choices.cpuDevices);
    devices->setToolTip(tr("Logical CPU devices: /device:CPU:0, /device:CPU:1, ..."));
    form->addRow(tr("CPU devices"), devices);
    auto* seed = new QLineEdit(QString::number(choices.seed), this);
    seed->setObjectName(QStringLiteral("seed"));
    seed->setFont(fontOf(TextRole::Mono));
    seed->setValidator(new QIntValidator(0, 2'147'483'647, seed));
    seed->setToolTip(tr("Of random ops without seeds of their own; 0: another each time"));
    form->addRow(tr("Seed"), seed);
    const auto box = [&](const char* name, const QString& text, const QString& tip, bool on) {
        auto* made = new QCheckBox(text, this);
        made->setObjectName(QLatin1String(name));
        made->setToolTip(tip);
        made->setChecked(on);
        form->addRow(made);
        return made;
    };
    QCheckBox* soft =
        box("softPlacement", tr("Soft placement"),
            tr("A device that is not there is replaced instead of refused"), choices.softPlacement);
    QCheckBox* strict = box("strict", tr("Strict session"),
                            tr("Nothing is initialised by itself; TensorFlow's own error is shown"),
                            choices.strict);
    QCheckBox* log =
        box("logPlacement", tr("Log placement of Run"),
            tr("The transcript tells on which device each op of a run was"), choices.logPlacement);
    auto* hint = new QLabel(choices.editable ? tr("Kept in the project; undone with Ctrl+Z")
                                             : tr("A plain graph keeps no options"),
                            this);
    hint->setFont(fontOf(TextRole::Caption));
    hint->setForegroundRole(QPalette::PlaceholderText);
    form->insertRow(5, hint);
    form->addRow(new GpuSection(this));
    for (QWidget* widget : {static_cast<QWidget*>(devices), static_cast<QWidget*>(seed),
                            static_cast<QWidget*>(soft), static_cast<QWidget*>(strict)}) {
        widget->setEnabled(choices.editable);
    }
    const auto changed = [this, devices, seed, soft, strict] {
        m_choices.cpuDevices = devices->value();
        m_choices.seed = seed->text().toLongLong();
        m_choices.softPlacement = soft->isChecked();
        m_choices.strict = strict->isChecked();
        emit projectChanged(m_choices);
    };
    connect(devices, &QSpinBox::valueChanged, this, changed);
    connect(seed, &QLineEdit::editingFinished, this, changed);
    connect(soft, &QCheckBox::toggled, this, changed);
    connect(strict, &QCheckBox::toggled, this, changed);
    connect(log, &QCheckBox::toggled, this, [this](bool on) {
        m_choices.logPlacement = on;
        emit logPlacementChanged(on);
    });
}

void OptionsPopover::paintEvent(QPaintEvent*) {
    const Theme& theme = appTheme();
    QPainter p(this);
    p.fillRect(rect(), theme.panel);
    p.setPen(theme.lineStrong);
    p.drawRect(rect().adjusted(0, 0, -1, -1));
}

}  // namespace weft::ui
