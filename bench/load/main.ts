import { answerJobs } from '../worker';
import { drive } from './drive';

answerJobs(drive);
