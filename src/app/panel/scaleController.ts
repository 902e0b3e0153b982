/**
 * A lil-gui controller with a native slider (keyboard and screen readers included) over any scale,
 * and a text field that takes every number, also those beyond the slider's ends.
 */
import { Controller, type GUI } from 'lil-gui';
import { element } from '../dom.js';
import { readNumber } from '../readNumber.js';
import { positionOf, type Scale, valueAtPosition } from './scale.js';

const ticks = 1000;

export class ScaleController extends Controller {
  private readonly slider: HTMLInputElement;
  private readonly field: HTMLInputElement;

  constructor(
    parent: GUI,
    object: Record<string, number>,
    property: string,
    private readonly scale: Scale,
    private readonly print: (value: number) => string,
    private readonly onNoNumber: (text: string) => void,
  ) {
    super(parent, object, property, 'lil-scale');
    const label = this.$name.id;
    this.slider = element('input', {
      type: 'range',
      min: '0',
      max: String(ticks),
      step: '1',
      'aria-labelledby': label,
    });
    this.field = element('input', {
      type: 'text',
      inputmode: 'decimal',
      autocomplete: 'off',
      spellcheck: 'false',
      'aria-labelledby': label,
    });
    this.$widget.append(this.slider, this.field);
    this.slider.addEventListener('input', () =>
      this.setValue(valueAtPosition(scale, Number(this.slider.value) / ticks)),
    );
    this.field.addEventListener('change', () => this.takeText());
    // What has changed while the field had the focus; text that was not taken stays, marked.
    this.field.addEventListener('blur', () => {
      if (this.field.getAttribute('aria-invalid') !== 'true') this.updateDisplay();
    });
    this.field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.field.blur();
    });
    this.updateDisplay();
  }

  private takeText(): void {
    if (this.field.value.trim() === '') this.field.value = this.print(Number(this.getValue()));
    const value = readNumber(this.field.value);
    this.field.setAttribute('aria-invalid', String(value === null));
    if (value === null) {
      this.onNoNumber(this.field.value);
      return;
    }
    this.setValue(value);
    this.updateDisplay();
  }

  override updateDisplay(): this {
    const value = Number(this.getValue());
    const text = this.print(value);
    this.slider.value = String(Math.round(positionOf(this.scale, value) * ticks));
    this.slider.setAttribute('aria-valuetext', text);
    if (document.activeElement !== this.field) {
      this.field.value = text;
      this.field.setAttribute('aria-invalid', 'false');
    }
    return this;
  }
}
